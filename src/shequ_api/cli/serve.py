"""`shequ serve`: the database, the API with its worker, and in development the fake WeChat."""

import asyncio
import os
import socket
from contextlib import AsyncExitStack
from typing import Annotated, Any

import structlog
import typer
import uvloop
from fastapi import FastAPI
from pydantic import SecretStr

from shequ_api.app import PREFIX, create_app, gather_parts
from shequ_api.base.events.worker import Worker
from shequ_api.cli import address, development
from shequ_api.cli.address import Served
from shequ_api.cli.checks.before_start import refuse_unfit_production
from shequ_api.cli.database import Addresses, ready_database
from shequ_api.cli.greeting import greet
from shequ_api.cli.listening import GRACE_SECONDS, Server, address_of, beside, listener_on
from shequ_api.cli.output import fail
from shequ_api.kit.http.docs import PATH as DOCS
from shequ_api.kit.http.health import Readiness
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.logs import set_up_logs
from shequ_api.kit.stopping import asked_to_stop
from shequ_api.settings import Settings

log = structlog.get_logger("serve")


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址 / address to listen on")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="端口，0 为任意空闲端口 / 0: a free one")
    ] = None,
) -> None:
    """启动服务：数据库、接口、后台任务 / serve: database, API and worker."""
    given: dict[str, Any] = {"host": host, "port": port}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    set_up_logs(readable=settings.development, level=settings.log_level)
    refuse_unfit_production(settings)
    with _listener(settings) as listener, ready_database(settings) as addresses:
        settings = with_public_url(settings, address_of(listener))
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(settings, addresses, listener))


def _listener(settings: Settings) -> socket.socket:
    try:
        return listener_on(settings.host, settings.port)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        fail(f"不能监听 / cannot listen on {where}: {error.strerror}", "shequ serve --port 0")


def with_public_url(settings: Settings, url: str) -> Settings:
    """In development the printed codes lead to this very server, unless told otherwise."""
    if not settings.development or "public_url" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"public_url": url})


async def _serve(settings: Settings, addresses: Addresses, listener: socket.socket) -> None:
    url, bound_to = address_of(listener), str(listener.getsockname()[0])
    async with AsyncExitStack() as stack:
        wechat_url = None
        if development.wants_fake_wechat(settings):
            fake = development.fake_wechat()
            wechat_url = await stack.enter_async_context(beside(fake.app))
            secret = SecretStr(fake.app_secret)
            update = {"wechat_url": wechat_url, "wechat_app_id": fake.app_id}
            settings = settings.model_copy(update={**update, "wechat_app_secret": secret})
        parts = gather_parts(settings, addresses.app)
        app = create_app(settings, parts)
        closed = _open_development_login(app, settings, bound_to, addresses.name)
        documented = settings.development or settings.show_docs
        public_url = settings.public_url.rstrip("/")
        docs_url = f"{public_url}{DOCS}" if documented else None
        served = Served(url, public_url, docs_url, wechat_url, os.getpid())
        await _until_stopped(settings, app, parts, listener, served, closed)


def _open_development_login(
    app: FastAPI, settings: Settings, bound_to: str, database: str
) -> list[str]:
    """Open it where it is wanted and all holds; why it stays closed, where it is wanted."""
    if not (settings.development and settings.dev_login and development.is_here()):
        return []
    open_login = development.load("login").open_login
    facts = {"wanted": settings.dev_login, "bound_to": bound_to, "database": database}
    return list(open_login(app, PREFIX, development=settings.development, **facts))


async def _until_stopped(
    settings: Settings,
    app: FastAPI,
    parts: Parts,
    listener: socket.socket,
    served: Served,
    closed: list[str],
) -> None:
    """Serve until a signal; a second Ctrl-C does not wait for what is under way."""
    loop, readiness, worker = asyncio.get_running_loop(), _readiness(app), parts.get(Worker)
    server = Server(
        app,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )

    def hurry() -> None:
        server.force_exit = True
        server.finish()

    def stop() -> None:
        log.info("stopping")
        # Not ready first; a balancer in front looks away before the door closes.
        readiness.stopping = True
        worker.stop()
        loop.call_later(settings.edge_interval_seconds, server.finish)

    with asked_to_stop(stop, hurry):
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        up = asyncio.create_task(server.up.wait())
        await asyncio.wait({serving, up}, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        try:
            if not serving.done():
                _announce(settings, served)
                greet(settings, served, closed)
            await serving
        finally:
            address.withdraw(settings.data_dir, served.pid)


def _readiness(app: FastAPI) -> Readiness:
    readiness: Readiness = app.state.readiness
    return readiness


def _announce(settings: Settings, served: Served) -> None:
    try:
        address.announce(settings.data_dir, served)
    except OSError as error:  # an image whose file system is read-only serves as well
        log.warning("address_not_written", reason=error.strerror)
