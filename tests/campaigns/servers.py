"""Processes of the application on one database, which share one listening socket.

Whoever holds the socket outlives them: a client of a killed server is cut off, never turned away.
"""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import uvicorn

from shequ_api.app import create_app, gather_parts
from shequ_api.kit.logs import set_up_logs
from tests.conftest import FOLDER, ROOT, settings_for_tests

READY = b"ready\n"


class Servers:
    """Some processes, each of which can be killed and is then replaced."""

    def __init__(self, listener: socket.socket, database_url: str, log: IO[bytes]) -> None:
        self._listener, self._database_url, self._log = listener, database_url, log
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def start(self, count: int = 1) -> None:
        """Returns when they answer."""
        number = str(self._listener.fileno())
        made = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.campaigns.servers", number, self._database_url],
                cwd=ROOT,
                pass_fds=[self._listener.fileno()],
                stdout=subprocess.PIPE,
                stderr=self._log,
            )
            for _ in range(count)
        ]
        self._processes += made
        for process in made:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said == READY, f"the server did not start: see {self._log.name}"

    def kill(self) -> None:
        """SIGKILL the oldest."""
        process = self._processes.pop(0)
        process.kill()
        assert process.wait() == -signal.SIGKILL, "it had died before: such a kill proves nothing"
        assert process.stdout is not None
        process.stdout.close()

    def stop(self) -> None:
        while self._processes:
            process = self._processes.pop()
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


@contextmanager
def serving(database_url: str, count: int = 2) -> Iterator[Servers]:
    """So many processes that answer, ended afterwards; what they log lies in the tests' folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        socket.socket(proto=socket.IPPROTO_TCP) as listener,
        (FOLDER / "campaign.log").open("ab") as log,
    ):
        listener.bind(("127.0.0.1", 0))
        listener.listen(2048)
        servers = Servers(listener, database_url, log)
        try:
            servers.start(count)
            yield servers
        finally:
            servers.stop()


async def _serve(number: int, database_url: str) -> None:
    settings = settings_for_tests()
    app = create_app(settings, gather_parts(settings, database_url))
    config = uvicorn.Config(app, log_config=None, lifespan="off", access_log=False)
    config.timeout_keep_alive = 600  # a client that pauses is not cut off in between
    server = uvicorn.Server(config)
    with socket.socket(fileno=number) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn offers no event
            await asyncio.sleep(0.01)
        sys.stdout.buffer.write(READY)
        sys.stdout.buffer.flush()
        await task


if __name__ == "__main__":
    set_up_logs(readable=False, level="WARNING")
    asyncio.run(_serve(int(sys.argv[1]), sys.argv[2]))
