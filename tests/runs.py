"""A run of the suite: its name and mark, and which runs are alive.

The process that leads a run names it; its workers inherit the name, so that a file that is edited
meanwhile divides nobody. Alive is a run whose leader holds the lock on its file; the lock dies with
the process.
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
INHERITED = "SHEQU_TEST_RUN"
"""`<run>-<mark>`, as the leader says it to its workers."""


def _mark() -> str:
    """Changes with the migrations, the cast and what builds them."""
    files = [*(ROOT / "migrations").rglob("*.py"), *(ROOT / "src").rglob("*.py")]
    mark = hashlib.sha256()
    for file in sorted([*files, *(ROOT / "tests" / name for name in ("cast.py", "clocks.py"))]):
        mark.update(file.read_bytes())
    return mark.hexdigest()[:12]


LEADS = INHERITED not in os.environ
RUN, MARK = os.environ.setdefault(INHERITED, f"{secrets.token_hex(4)}-{_mark()}").split("-")


@contextmanager
def alive(folder: Path) -> Iterator[None]:
    """Tell other runs in this folder that this one is alive."""
    folder.mkdir(parents=True, exist_ok=True)
    unready, ready = folder / f"{RUN}-{MARK}.unready", folder / f"{RUN}-{MARK}.run"
    with unready.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        unready.rename(ready)  # nobody ever sees it without its lock
        try:
            yield
        finally:
            ready.unlink(missing_ok=True)


def living(folder: Path) -> list[tuple[str, str]]:
    """Run and mark of this run and of every other that is alive; forgets the dead."""
    found = [(RUN, MARK)]
    for file in folder.glob("*.run"):
        with file.open("r") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                run, mark = file.stem.split("-")
                found.append((run, mark))
            else:
                file.unlink(missing_ok=True)
    return found


def left_behind(databases: Iterable[str], runs: Iterable[tuple[str, str]]) -> list[str]:
    """The databases of runs that are no more, and the templates that no run here clones."""
    names, marks = zip(*runs, strict=True)
    return [
        name
        for name in databases
        if (name.startswith("shequ_") and name.endswith("_test") and not _named(name, names))
        or (name.startswith("shequ_template_") and not _named(name, marks))
    ]


def _named(database: str, words: Iterable[str]) -> bool:
    return not set(words).isdisjoint(database.split("_"))
