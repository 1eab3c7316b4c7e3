"""Serving an ASGI app on a socket of our own."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

GRACE_SECONDS = 25
"""How long answers under way may take to end; a supervisor kills at 30."""


def listener_on(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. OSError: taken, or not an address of ours."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )[0]
    # The protocol is named: asyncio turns Nagle's delay off (40 ms an answer) only where it is.
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def address_of(listener: socket.socket) -> str:
    """`http://127.0.0.1:8000`; a socket on all addresses is shown as loopback."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared only
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


class Server(uvicorn.Server):
    """Uvicorn, whose signals belong to the command, and which says when it is up."""

    def __init__(self, app: ASGIApp, **options: Any) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="uvloop",
                http="httptools",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                **options,
            )
        )
        self.up = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    def finish(self) -> None:
        """Stop accepting, let answers under way end, then stop."""
        self.should_exit = True


@asynccontextmanager
async def beside(app: ASGIApp) -> AsyncIterator[str]:
    """Serve a second app on a free loopback port for the length of a block; gives its address."""
    with listener_on("127.0.0.1", 0) as listener:
        server = Server(app, lifespan="off", timeout_graceful_shutdown=1)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        await server.up.wait()
        try:
            yield address_of(listener)
        finally:
            server.finish()
            await serving
