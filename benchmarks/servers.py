"""The two servers of a comparison, each a process: the application, and the bare limit."""

import asyncio
import cProfile
import os
import pstats
import signal
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import uvicorn
from sqlalchemy.engine import make_url

from benchmarks.recording import Recording, load
from shequ_api.app import create_app, gather_parts
from shequ_api.kit.logs import set_up_logs
from shequ_api.settings import Settings

POOL = 4


def settings_of(folder: Path, **more: Any) -> Settings:
    """The application as in production, but for keys and the silent log."""
    return Settings(
        _env_file=None,
        environment="development",
        data_dir=folder,
        pool_size=POOL,
        work_inside_serve=False,
        requests_per_minute=1_000_000_000,
        log_level="WARNING",
        **more,
    )


def run(app: Any, port: int) -> None:
    uvicorn.run(
        app,
        port=port,
        loop="uvloop",
        http="httptools",
        log_level="critical",
        access_log=False,
        server_header=False,
    )


def serve_application(port: int, url: str, folder: Path) -> None:
    """The real thing; with SHEQU_PROFILE set, its profile is written there at the end."""
    settings = settings_of(folder)
    set_up_logs(readable=False, level=settings.log_level)
    app = create_app(settings, gather_parts(settings, url))
    profile = os.environ.get("SHEQU_PROFILE")
    if profile is None:
        run(app, port)
        return
    profiler = cProfile.Profile()
    profiler.runcall(run, app, port)
    with Path(profile).open("w") as out:
        pstats.Stats(profiler, stream=out).strip_dirs().sort_stats("tottime").print_stats(40)


class Limit:
    """A bare ASGI app: for each method the recorded statements on a pool, and the recorded answer.
    What is posted as a file is written into a folder."""

    def __init__(self, url: str, recordings: dict[str, Recording], folder: Path) -> None:
        self._url = make_url(url)
        self._recordings = recordings
        self._folder = folder
        self._pool: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        recording = self._recordings[scope["method"]]
        if scope["method"] != "GET":
            body = await _received(receive)
            if _is_file(scope):
                await asyncio.to_thread(self._write, body)
        async with self._pool.acquire() as connection:
            if recording.writes:
                async with connection.transaction():
                    await _ask(connection, recording)
            else:
                await _ask(connection, recording)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(recording.body)).encode()),
        ]
        start = {"type": "http.response.start", "status": recording.status}
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": recording.body})

    def _write(self, body: bytes) -> None:
        (self._folder / sha256(body).hexdigest()).write_bytes(body)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        self._pool = await asyncpg.create_pool(
            user=self._url.username,
            database=self._url.database,
            host=self._url.query["host"],
            min_size=POOL,
            max_size=POOL,
            server_settings={"jit": "off", "timezone": "UTC"},
            connection_class=_Quick,
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _received(receive: Any) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _is_file(scope: Any) -> bool:
    sent: bytes = dict(scope["headers"]).get(b"content-type", b"")
    return sent.startswith(b"multipart/")


async def _ask(connection: Any, recording: Recording) -> None:
    for sql, values in recording.renewed():
        await connection.fetch(sql, *values)


class _Quick(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """Without the reset between two uses: the limit at its best."""

    def get_reset_query(self) -> str:
        return ""


if __name__ == "__main__":
    kind, port, url, where = sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if kind == "application":
        serve_application(port, url, where)
    else:
        with TemporaryDirectory() as folder:
            run(Limit(url, load(where), Path(folder)), port)
    asyncio.set_event_loop(None)
