"""`shequ demo`: seed, serve, tell the story against the running server, and keep serving.

The server is a process of its own, `shequ serve`, and the story reaches it over HTTP only. Two
things are the operator's and done here: the seed, and the appointment of the first administrator.
"""

import asyncio
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import open_parts
from shequ_api.base.access.roles import Role
from shequ_api.base.people import appointments
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.models import Place
from shequ_api.cli import address, development
from shequ_api.cli.address import Served
from shequ_api.cli.database import ready_database
from shequ_api.cli.greeting import greet
from shequ_api.cli.ledger import verify
from shequ_api.cli.output import console, fail
from shequ_api.cli.seeding import seed_database
from shequ_api.kit.clock import china_date, monotonic, utc_now
from shequ_api.kit.db import Database
from shequ_api.settings import Settings

DISTRICT = "510108000000"
START_SECONDS, STOP_SECONDS = 60.0, 40.0


def demo(
    once: Annotated[bool, typer.Option("--once", help="讲完即退出 / end after the story")] = False,
    run: Annotated[
        str | None, typer.Option(help="重讲同一次故事 / tell this run again, changing nothing")
    ] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535)] = None,
) -> None:
    """演示：起服务、讲完整故事 / serve, and tell the whole story over HTTP."""
    settings = Settings()
    if not settings.development or not development.is_here():
        fail("演示只在开发环境 / the demo exists in development only", "SHEQU_ENVIRONMENT")
    chosen = port if port is not None else (0 if once else settings.port)
    with ready_database(settings) as addresses:
        asyncio.run(seed_database(settings, addresses.app))
        with _server(settings, chosen) as server:
            served = server.served
            held = asyncio.run(_tell(settings, addresses.app, served, run or secrets.token_hex(4)))
            console.rule("[bold cyan]10. 账本 [/][dim]the ledger's sum is 0[/]", align="left")
            verify()
            console.print(f"[green]✓[/] {held} 步 / steps")
            if once:
                return
            greet(settings, served, [])
            _keep_serving(server)


class _Server(NamedTuple):
    served: Served
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def _server(settings: Settings, port: int) -> Iterator[_Server]:
    """`shequ serve` as a process of its own, stopped at the end."""
    log = settings.data_dir / "serve.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "shequ_api.cli", "serve", "--port", str(port)],
            stdout=out,
            stderr=out,
        )
    try:
        yield _Server(_found(settings, process, log), process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _found(settings: Settings, process: subprocess.Popen[bytes], log: Path) -> Served:
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline:
        served = address.find(settings.data_dir)
        if served is not None and served.pid == process.pid:
            return served
        if process.poll() is not None:
            break
        time.sleep(0.05)
    fail(f"服务没有启动 / the server did not start: {_tail(log)}", str(log))


async def _tell(settings: Settings, url: str, served: Served, run: str) -> int:
    if served.wechat_url is None:
        fail("演示需要模拟微信 / the demo needs the fake WeChat: unset SHEQU_WECHAT_APP_ID")
    async with open_parts(settings, url) as parts:

        async def appoint_first(phone: str) -> None:
            async with parts.get(Database).sessions() as session, session.begin():
                await appoint_administrator(session, parts.get(PhoneBook), phone)

        story = development.load("story.telling")
        try:
            narrator = story.Narrator(console)
            held: int = await story.tell(
                served.url, served.wechat_url, run, narrator, appoint_first
            )
        except story.StoryBroken as broken:
            fail(f"故事没有成立 / the story broke: {broken}", f"shequ demo --run {run}")
        return held


async def appoint_administrator(session: AsyncSession, book: PhoneBook, phone: str) -> None:
    """What `shequ appoint` does, unless it was done by an earlier run."""
    bound = select(Person).where(Person.phone_index == book.index_of(phone))
    person = (await session.scalars(bound)).one()
    role = Role.DISTRICT_ADMINISTRATOR
    held = select(Posting.id).where(Posting.person_id == person.id, Posting.role == role)
    if await session.scalar(held) is not None:
        return
    district = (await session.scalars(select(Place).where(Place.code == DISTRICT))).one()
    now = utc_now()
    appointments.appoint(
        session, None, person, role=role, held_at=district, starts_on=china_date(now), now=now
    )


def _keep_serving(server: _Server) -> None:
    try:
        status = server.process.wait()
    except KeyboardInterrupt:
        console.print("\n[dim]正在停止 / stopping[/]")
        return
    fail(f"服务停了 / the server ended ({status}): {_tail(server.log)}", str(server.log))


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]
