"""A nursery: children that start in a few milliseconds, since another has read their libraries.

Each piece of work still has a process of its own, with its own limits, that dies with it. What is
spared is the start of an interpreter and its imports: most of what a small photo costs. See
`_nurse.py`, which forks them and holds no thread, no secret and no connection of ours.
"""

import asyncio
import atexit
import json
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

from shequ_api.kit.children import ChildTooSlow, Ended, bare_environment

_NURSE = Path(__file__).with_name("_nurse.py")
_LOST = -9
"""The code of a child whose end nobody told: its nurse is gone."""


class Nursery:
    """Children of one program, which has `warm()` (read libraries) and `main()` (one piece of work
    from stdin to stdout, words in `sys.argv`). The nurse starts with the first and ends with us; of
    one that was killed, the next child starts another."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._turn = threading.Lock()
        self._nurse: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        atexit.register(self._leave)

    @property
    def nurse_id(self) -> int | None:
        """The process that forks the children; None before the first."""
        return self._nurse.pid if self._nurse else None

    async def run(self, *words: str, data: bytes, seconds: float) -> Ended:
        """One piece of work: its code, what it wrote, what it complained of. ChildTooSlow."""
        line, end = await asyncio.to_thread(self._bear, words)
        heard, ended = await _opened(line), await _opened(end)
        try:
            async with asyncio.timeout(seconds):
                answer = await _asked(*heard, data)
                told = await ended[0].read()
        except TimeoutError:
            raise ChildTooSlow from None
        finally:
            # Closed before its end was told: killed. Also when the client went away in the middle.
            heard[1].close()
            await asyncio.shield(_over(*ended))
        code = struct.unpack_from(">i", told)[0] if told else _LOST
        return code, answer, told[4:]

    def _bear(self, words: tuple[str, ...]) -> tuple[socket.socket, socket.socket]:
        line, theirs = socket.socketpair()
        end, tells = socket.socketpair()
        with theirs, tells, self._turn:
            message = [json.dumps(words).encode()]
            files = [theirs.fileno(), tells.fileno()]
            try:
                socket.send_fds(self._living(), message, files)
            except OSError:
                # It was killed since it was asked last.
                self._leave()
                socket.send_fds(self._living(), message, files)
        return line, end

    def _living(self) -> socket.socket:
        if self._control is None or self._nurse is None or self._nurse.poll() is not None:
            self._leave()
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
            with theirs:
                number = theirs.fileno()
                command = [sys.executable, "-I", str(_NURSE), str(self._program), str(number)]
                self._nurse = subprocess.Popen(  # noqa: S603 - our own program
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=bare_environment(),
                    pass_fds=[number],
                    start_new_session=True,  # Ctrl-C ends the server, which ends the nurse
                )
        return self._control

    def _leave(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._nurse is not None:
            self._nurse.kill()
            self._nurse.communicate()
        self._control = self._nurse = None


async def _opened(line: socket.socket) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(sock=line)


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> bytes:
    try:
        writer.write(data)
        writer.write_eof()
        return await reader.read()
    except ConnectionError:
        # It died before it had read all: what of is told at its end.
        return b""


async def _over(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until the nurse has buried it; at once where she told its end."""
    await reader.read()
    writer.close()
