"""Which processes work in a folder: a pid alone says little, it may be a zombie's or another's."""

import os
import signal
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def seen() -> bool:
    """Whether this system shows its processes as files (Linux does)."""
    return PROC.exists()


def lives_in(pid: int, folder: Path, name: str) -> bool:
    """Whether a live process of this name works in the folder; where none are seen, lives at all.

    A zombie has no folder; a process that was given the number anew works elsewhere.
    """
    try:
        os.kill(pid, 0)
        if not seen():
            return True
        named = (PROC / str(pid) / "comm").read_text().strip() == name
        return named and (PROC / str(pid) / "cwd").readlink() == folder.resolve()
    except OSError:
        return False


def inhabitants(folder: Path, name: str) -> list[int]:
    """The live processes of this name that work in the folder; none where none are seen."""
    numbers = [int(path.name) for path in PROC.glob("[0-9]*")]
    return [pid for pid in numbers if lives_in(pid, folder, name)]


def kill_all(pids: list[int]) -> None:
    """SIGKILL, whoever is still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
