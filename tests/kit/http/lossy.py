"""A wire to PostgreSQL that can be cut at the worst instant: after COMMIT, before its answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

COMMIT = b"COMMIT;\x00"
"""As the driver sends it: a simple query's text."""


class Wire:
    """`cuts` counts the answers to COMMIT that are still to be swallowed, with their connection."""

    def __init__(self, socket: Path) -> None:
        self.cuts = 0
        self._down = False
        self._socket = socket
        self._open: set[asyncio.StreamWriter] = set()

    def go_down(self) -> None:
        """Break all connections and take no new ones."""
        self._down = True
        for writer in self._open:
            writer.transport.abort()

    def come_back(self) -> None:
        self._down = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._down:
            writer.transport.abort()
            return
        self._open.add(writer)
        answers, requests = await asyncio.open_unix_connection(self._socket)
        back = asyncio.create_task(_pump(answers, writer))
        try:
            while data := await reader.read(65536):
                cut = COMMIT in data and self.cuts > 0
                if cut:
                    back.cancel()
                    await asyncio.wait([back])
                requests.write(data)
                if cut:
                    self.cuts -= 1
                    await answers.read(65536)  # it is done, and nobody hears of it
                    break
        except ConnectionError:
            pass
        finally:
            back.cancel()
            requests.close()
            self._open.discard(writer)
            writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


@asynccontextmanager
async def lossy(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """The wire, and the address that leads over it."""
    address = make_url(url)
    wire = Wire(Path(str(address.query["host"])) / ".s.PGSQL.5432")
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    through = address.set(host="127.0.0.1", port=port, query={"ssl": "disable"})
    yield wire, through.render_as_string(hide_password=False)
    server.close()
