"""Servers and PostgreSQL killed under people who move points: what was acknowledged is there, once,
and what was not can be asked again with the same key. All sums stay exact."""

import asyncio
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import close_parts, gather_parts
from shequ_api.blocks.ledger import checker as ledger_checker
from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.queries import total_of
from shequ_api.blocks.workflow.models import Case
from shequ_api.cli.database import bring_up_to_date
from shequ_api.features.charity.models import Donation
from shequ_api.features.charity.service import general_pool
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points_lots import checker as lots_checker
from shequ_api.features.redemptions.models import Redemption
from shequ_api.kit import embedded, processes
from shequ_api.kit.clock import monotonic, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.campaigns.crowd import clients
from tests.campaigns.errands import Street, send
from tests.campaigns.people import Member, buyers, member_of_cast
from tests.campaigns.servers import Servers, serving
from tests.cast import HOME, Cast, assemble, place
from tests.conftest import FOLDER, WORKER, addresses_of, settings_for_tests
from tests.features.redemptions.market import goods_of, partner_at

pytestmark = pytest.mark.campaign

SERVER_KILLS = int(os.environ.get("SHEQU_SERVER_KILLS", "50"))
DATABASE_KILLS = int(os.environ.get("SHEQU_DATABASE_KILLS", "20"))
SHOPPERS, POINTS, PRICE, STOCK = 12, 100_000, 7, 1_000_000
AT_WORK = 30
"""Errands done between two kills, at least."""
NAME = "shequ_kills_test"
ENDED = {"cancellation": "cancelled", "handing": "fulfilled", "refund": "refunded"}


class Ground:
    """A PostgreSQL of its own, which may be killed and comes back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: list[Embedded] = [embedded.start(folder)]

    @property
    def server(self) -> Embedded:
        return self._held[-1]

    @property
    def url(self) -> str:
        return addresses_of(self.server, NAME).app

    def kill(self, *, immediate: bool) -> None:
        """All of its processes by SIGKILL, or its own immediate shutdown; then start it again."""
        pid = self.server.pid
        assert processes.lives_in(pid, self.server.data, "postgres"), "it was dead already"
        if immediate:
            os.kill(pid, signal.SIGQUIT)
            deadline = monotonic() + 20
            while processes.inhabitants(self.server.data, "postgres") and monotonic() < deadline:
                time.sleep(0.02)
        else:
            embedded.kill(self.server)
        self._held.append(embedded.start(self.folder))
        assert self.server.pid != pid

    def stop(self) -> None:
        for each in self._held:
            embedded.stop(each)


@dataclass
class Scene:
    """The street, and who stands in it."""

    street: Street
    shoppers: list[Member]
    chance: random.Random


@pytest.fixture
def ground() -> Iterator[Ground]:
    folder = FOLDER / f"kills_{WORKER}"
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        made = Ground(folder)
        stack.callback(made.stop)
        embedded.create_database(made.server, NAME)
        yield made


@asynccontextmanager
async def _parts(ground: Ground) -> AsyncIterator[Parts]:
    parts = gather_parts(settings_for_tests(), ground.url)
    yield parts
    await close_parts(parts)


async def _scene(ground: Ground, client: AsyncClient, chance: random.Random) -> Scene:
    async with _parts(ground) as parts:
        cast = await Cast.found(parts)
        async with parts.get(Database).sessions() as session, session.begin():
            partner = await partner_at(session, cast)
            goods_id = await goods_of(session, partner, points=PRICE, stock=STOCK)
            pool = await general_pool(session, await place(session, HOME), now=utc_now())
        shoppers = await buyers(parts, cast, SHOPPERS, POINTS)
        stall = await member_of_cast(parts, cast, "partner")
        return Scene(Street(client, stall, str(pool.id), str(goods_id)), shoppers, chance)


async def test_nothing_is_lost_or_doubled(ground: Ground) -> None:
    seed = random.SystemRandom().randrange(2**32)
    sys.stdout.write(f"seed {seed}\n")
    chance = random.Random(seed)
    await asyncio.to_thread(bring_up_to_date, addresses_of(ground.server, NAME))
    async with _parts(ground) as parts:
        await assemble(parts, utc_now())
    kills = ["server"] * SERVER_KILLS + ["database"] * DATABASE_KILLS
    chance.shuffle(kills)
    with serving(ground.url) as servers:
        async with clients(servers.url, SHOPPERS) as client:
            scene = await _scene(ground, client, chance)
            began = monotonic()
            await _lived(ground, servers, scene, kills)
    book = scene.street.book
    kinds = {kind: len(book.of(kind)) for kind in ("gift", "order", *ENDED)}
    sys.stdout.write(
        f"{len(kills)} kills in {monotonic() - began:.0f} s: {kinds} acknowledged,"
        f" {book.unanswered} unanswered, {dict(book.told_again)} told to come again,"
        f" refused {dict(book.refused)}\n"
    )
    assert book.faults == []
    assert not book.refused, "nothing that is asked for here is to be refused"


async def _lived(ground: Ground, servers: Servers, scene: Scene, kills: list[str]) -> None:
    street, met = scene.street, 0
    tasks = [
        asyncio.create_task(street.shop(member, random.Random(scene.chance.random())))
        for member in scene.shoppers
    ]
    for number, kind in enumerate(kills, 1):
        street.going.set()
        due = len(street.book.done) + AT_WORK
        while len(street.book.done) < due:
            assert not any(task.done() for task in tasks), [task for task in tasks if task.done()]
            await asyncio.sleep(0.01)
        await asyncio.sleep(scene.chance.uniform(0, 0.1))
        before = street.book.unanswered + street.book.told_again.total()
        await _killed(ground, servers, kind, immediate=number % 2 == 0)
        await street.still()
        met += street.book.unanswered + street.book.told_again.total() > before
        await _checked(ground, scene)
        if number % 10 == 0:
            sys.stdout.write(f"{number} kills, {len(street.book.done)} acknowledged\n")
            sys.stdout.flush()
    street.over = True
    street.going.set()
    await asyncio.gather(*tasks)
    sys.stdout.write(f"{met} of {len(kills)} kills met somebody at work\n")
    assert met >= len(kills) * 0.8, "kills that met nobody at work prove nothing"


async def _killed(ground: Ground, servers: Servers, kind: str, *, immediate: bool) -> None:
    if kind == "database":
        await asyncio.to_thread(ground.kill, immediate=immediate)
        return
    servers.kill()
    await asyncio.to_thread(servers.start)


async def _checked(ground: Ground, scene: Scene) -> None:
    """All that was acknowledged is there once and nothing else; keys give the same answers."""
    street = scene.street
    for done in street.book.done[-SHOPPERS:]:
        again = await send(street.client, done.errand)
        assert again.content == done.content, done.errand
        if done.errand.key:
            assert again.headers.get("Idempotency-Replayed") == "true", done.errand
    async with _parts(ground) as parts, parts.get(Database).sessions() as session:
        await _given(session, street)
        states = _orders(street)
        kept = select(Redemption.id, Case.state).join(Case, Case.id == Redemption.case_id)
        rows = await session.execute(kept)
        assert dict(rows.all()) == states
        for member in scene.shoppers:
            assert await _card(session, member) == _owed(street, member, states)
        assert await total_of(session, ledger=Ledger.POINTS) == 0
        assert await ledger_checker.verify(session) == []
        assert await lots_checker.verify(session) == []


async def _given(session: AsyncSession, street: Street) -> None:
    gifts = street.book.of("gift")
    found = select(func.count(), func.coalesce(func.sum(Donation.amount_points), 0))
    given = sum(gift.errand.body["amount_points"] for gift in gifts)
    assert (await session.execute(found)).one() == (len(gifts), given)


def _orders(street: Street) -> dict[UUID, str]:
    """Order → the state that the last acknowledgement left it in."""
    states: dict[UUID, str] = {}
    for done in street.book.done:
        kind, said = done.errand.kind, done.said
        if kind == "order":
            states[UUID(said["id"])] = "reserved"
        elif kind == "handing":
            states[UUID(said["redemption_id"])] = ENDED[kind]
        elif kind in ENDED:
            states[UUID(said["id"])] = ENDED[kind]
    return states


async def _card(session: AsyncSession, member: Member) -> tuple[int, int]:
    """Balance and what is held."""
    mine = select(PointsCard.account_id).where(PointsCard.person_id == member.id)
    found = select(Account.balance, Account.held).where(Account.id.in_(mine))
    return (await session.execute(found)).one()


def _owed(street: Street, member: Member, states: dict[UUID, str]) -> tuple[int, int]:
    mine = [one for one in street.book.done if one.errand.member == member]
    given = sum(one.errand.body["amount_points"] for one in mine if one.errand.kind == "gift")
    orders = [states[UUID(one.said["id"])] for one in mine if one.errand.kind == "order"]
    return POINTS - given - PRICE * orders.count("fulfilled"), PRICE * orders.count("reserved")
