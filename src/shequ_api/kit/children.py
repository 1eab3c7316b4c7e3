"""Children: small programs of ours that do what a hostile file could turn against its reader.

A child stands alone (`python -I file.py`), sets its own limits of memory and time, reads bytes and
writes bytes. Whatever it dies of, the service lives. (Those that come often: `nursery.py`.)
"""

import json
import os
import signal
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

HOSTILE_ENDS = frozenset(
    {signal.SIGXCPU, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE}
)
"""What ends a child whose file made it ask for too much, or broke a decoder."""

Ended = tuple[int, bytes, bytes]
"""Exit code (negative: the signal), what it wrote, what it complained of."""


class ChildTooSlow(Exception):
    """It was killed when its time was over."""


def run_child_here(program: Path, *words: str, data: bytes, seconds: float) -> Ended:
    """Run a child in a thread that may wait. ChildTooSlow."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            _command(program, words),
            input=data,
            capture_output=True,
            env=bare_environment(),
            start_new_session=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChildTooSlow from None
    return ended.returncode, ended.stdout, ended.stderr


def unpacked(answer: bytes) -> tuple[dict[str, Any], bytes]:
    """What a child says and what it made: the length of a JSON head (four bytes, big-endian), the
    head, the rest."""
    (length,) = struct.unpack_from(">I", answer)
    return json.loads(answer[4 : 4 + length]), answer[4 + length :]


def _command(program: Path, words: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-I", str(program), *words]


def bare_environment() -> dict[str, str]:
    """No secret of ours reaches the child; some Pythons need to be told where their library is."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {"MALLOC_ARENA_MAX": "1", **kept}
