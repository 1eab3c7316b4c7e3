"""The nurse of a nursery: `python -I _nurse.py PROGRAM`, a control socket and a lifeline as stdin.

It stands alone (standard library only). It reads the program's libraries once (`warm()`), and for
each datagram on the control socket (words as JSON, with the child's socket and a socket for its
end) forks a child in which the program's `main()` runs with that socket as stdin and stdout. How
the child ended is told on the other: the status (four bytes, big-endian, signed; negative: the
signal), then what it complained of. Where the asker closes the child's socket, the child is killed;
where the lifeline ends, all are.
"""

import json
import os
import select
import signal
import socket
import struct
import sys
import traceback
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import NamedTuple

LIFELINE, MOST_FILES = 0, 1024
WORDS_BYTES, COMPLAINT_BYTES = 4096, 2000


class Child(NamedTuple):
    pid: int
    line: socket.socket
    """A copy of the child's own: when the asker closes theirs, this hangs up."""
    end: socket.socket
    complaints: int


class Nurse:
    """Forks, kills and buries."""

    def __init__(self, control: socket.socket, program: ModuleType) -> None:
        self._control, self._program = control, program
        self._children: dict[int, Child] = {}
        """By the descriptor of their line."""
        self._deaths, wakes = os.pipe()
        for each in (self._deaths, wakes):
            os.set_blocking(each, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        self._poll = select.poll()
        for each in (LIFELINE, self._deaths, control.fileno()):
            self._poll.register(each, select.POLLIN)

    def work(self) -> None:
        """Until the lifeline ends."""
        while True:
            for ready, _ in self._poll.poll():
                if ready == LIFELINE:
                    for child in self._children.values():
                        os.kill(child.pid, signal.SIGKILL)
                    return
                if ready == self._deaths:
                    os.read(ready, 4096)
                    self._bury()
                elif ready == self._control.fileno():
                    self._bear()
                elif ready in self._children:
                    os.kill(self._children[ready].pid, signal.SIGKILL)
                    self._poll.unregister(ready)

    def _bear(self) -> None:
        words, files, _, _ = socket.recv_fds(self._control, WORDS_BYTES, 2)
        line, end = (socket.socket(fileno=each) for each in files)
        complaints, complained = os.pipe()
        pid = os.fork()
        if not pid:
            os.set_blocking(complained, False)
            self._become(json.loads(words), line, complained)
        os.close(complained)
        os.set_blocking(complaints, False)
        self._children[line.fileno()] = Child(pid, line, end, complaints)
        self._poll.register(line, 0)

    def _become(self, words: list[str], line: socket.socket, complained: int) -> None:
        """In the child: the program with the line as stdin and stdout, and nothing else open."""
        code = 1
        with suppress(BaseException):
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for target, source in ((0, line.fileno()), (1, line.fileno()), (2, complained)):
                os.dup2(source, target)
            os.closerange(3, MOST_FILES)
            sys.argv = [str(self._program.__file__), *words]
            try:
                self._program.main()
                sys.stdout.flush()
                code = 0
            except BaseException:
                traceback.print_exc()
        os._exit(code)

    def _bury(self) -> None:
        for number, child in list(self._children.items()):
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                with suppress(KeyError):
                    self._poll.unregister(number)
                self._tell(child, os.waitstatus_to_exitcode(status))
                del self._children[number]

    def _tell(self, child: Child, code: int) -> None:
        complaint = b""
        with suppress(BlockingIOError):
            complaint = os.read(child.complaints, COMPLAINT_BYTES)
        os.close(child.complaints)
        with suppress(OSError):
            child.end.sendall(struct.pack(">i", code) + complaint)
        child.end.close()
        child.line.close()


def _loaded(path: str) -> ModuleType:
    spec = spec_from_file_location("child", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    program = module_from_spec(spec)
    spec.loader.exec_module(program)
    program.warm()
    return program


if __name__ == "__main__":
    Nurse(socket.socket(fileno=int(sys.argv[2])), _loaded(sys.argv[1])).work()
