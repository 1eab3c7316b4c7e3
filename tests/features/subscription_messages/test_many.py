"""A notice to many, carried by workers that die in the middle: nobody is told twice or lost."""

import asyncio
from collections import Counter

from httpx import ASGITransport, AsyncClient
from sqlalchemy import text

from shequ_api.app import create_app
from shequ_api.base.events.facts import Hearing
from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry
from shequ_api.features.subscription_messages import queries
from shequ_api.features.subscription_messages.courier import LANES, carry_out
from shequ_api.features.subscription_messages.models import SubscriptionKind
from shequ_api.kit.clock import CHINA, utc_now
from shequ_api.kit.db import Database
from tests.cast import HOME
from tests.conftest import settings_for_tests
from tests.features.notices.board import Board
from tests.features.subscription_messages.phones import KEYS
from tests.features.subscription_messages.test_races import Street, street

__all__ = ["street"]
MANY, QUIET, WORKERS, KILLS = 160, 40, 3, 3
CROWD = text("""
    WITH home AS (SELECT * FROM residencies WHERE person_id = :resident LIMIT 1),
    people AS (
      INSERT INTO persons (id, created_at)
      SELECT gen_random_uuid(), now() FROM generate_series(1, :many) RETURNING id
    ), homes AS (
      INSERT INTO residencies (id, city_id, district_id, subdistrict_id, community_id,
        compound_id, building_id, general_grid_id, micro_grid_id, place_id, person_id,
        belonging, starts_on, claimed_at, verified_at, verified_by_means)
      SELECT gen_random_uuid(), h.city_id, h.district_id, h.subdistrict_id, h.community_id,
        h.compound_id, h.building_id, h.general_grid_id, h.micro_grid_id, h.place_id, p.id,
        'family', h.starts_on, now(), now(), 'door' FROM people p, home h
    ), accounts AS (
      INSERT INTO wechat_accounts (id, person_id, app_id, openid, created_at)
      SELECT gen_random_uuid(), id, 'wx0123456789abcdef',
        'o' || left(replace(id::text, '-', ''), 27), now() FROM people
    ), settings AS (
      INSERT INTO notification_settings (person_id, choices, quiet_starts, quiet_ends, set_at)
      SELECT id, '{}', starts, CASE WHEN n <= :quiet THEN ends ELSE starts END, now()
      FROM (SELECT id, row_number() OVER () AS n, CAST(:starts AS int) AS starts,
        CAST(:ends AS int) AS ends FROM people) AS each
    )
    INSERT INTO subscription_answers
      (report_id, template_id, person_id, answer, answered_at, pushed)
    SELECT gen_random_uuid(), :template, id, 'accept', now(), false
    FROM people, generate_series(1, 2)
""")


async def crowd(street: Street) -> None:
    """So many neighbours with two accepts each; some of them never want to be disturbed."""
    await street.hand.template(street.wechat_id, KEYS, lasting=True)
    local = utc_now().astimezone(CHINA)
    minute = local.hour * 60 + local.minute
    facts = {
        "resident": street.cast.people["resident"],
        "template": street.template_id,
        "starts": (minute - 60) % (24 * 60),
        "ends": (minute + 600) % (24 * 60),
    }
    async with street.sessions() as session, session.begin():
        for kind in ("notice_important", "notice_emergency"):
            session.add(SubscriptionKind(kind=kind, template_id=street.template_id))
        await session.execute(CROWD, {**facts, "many": MANY, "quiet": QUIET})


async def published(street: Street, category: str) -> None:
    transport = ASGITransport(create_app(settings_for_tests(), street.parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        board = Board(client, street.cast)
        notice = (await board.publish(await board.written(HOME, category=category))).json()
        if notice["state"] == "waiting":
            assert (await board.review(notice, "grid_chief")).status_code == 200
    hearing = street.parts.get(Registry).hearing
    worker = Worker(street.parts.get(Database), Hearing(list(hearing.reactions.values()), []))
    while await worker.step(utc_now()):
        pass


async def arrived(street: Street) -> Counter[str]:
    found = await street.hand.delivered(street.wechat_id)
    return Counter(each["touser"] for each in found)


async def killed_after(street: Street, count: int) -> None:
    """Several workers go about it until so many have arrived, and die at that moment."""

    async def work() -> None:
        while await carry_out(street.sessions, utc_now()):
            pass

    workers = [asyncio.create_task(work()) for _ in range(WORKERS)]
    ended = asyncio.gather(*workers, return_exceptions=True)
    # Nothing here says when a phone far away has rung.
    while not ended.done() and (await arrived(street)).total() < count:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.01)
    for worker in workers:
        worker.cancel()
    await ended


async def test_nobody_twice_and_nobody_lost(street: Street) -> None:
    await crowd(street)
    await published(street, "important")
    for kill in range(1, KILLS + 1):
        await killed_after(street, 25 * kill)
    await street.work(workers=WORKERS, minutes=2)
    states = await street.states()
    assert sum(states.values()) == MANY
    assert states["waiting"] == QUIET, "those wait for their morning"
    assert states["sent"] + states["unsure"] == MANY - QUIET
    assert states["unsure"] <= KILLS * WORKERS * LANES, "what was on its way, and no more"
    got = await arrived(street)
    assert set(got.values()) == {1}
    assert states["sent"] <= len(got) <= MANY - QUIET


async def test_an_emergency_wakes_all(street: Street) -> None:
    await crowd(street)
    await published(street, "emergency")
    await killed_after(street, 50)
    await street.work(workers=WORKERS, minutes=2)
    assert await street.states() == {"sent": MANY}
    got = await arrived(street)
    assert len(got) == MANY
    assert max(got.values()) <= 2, "what may not have arrived is sent once more"


async def test_a_claim_looks_at_one_and_sorts_none(street: Street) -> None:
    """Of twenty thousand that wait, too."""
    engine = street.parts.get(Database).engine.sync_engine
    statement = queries.first_due(utc_now()).compile(engine, compile_kwargs={"literal_binds": True})
    async with street.sessions() as session:
        for way in ("seqscan", "bitmapscan"):
            await session.execute(text(f"SET LOCAL enable_{way} = off"))
        plan = (await session.scalars(text(f"EXPLAIN {statement}".replace(":", r"\:")))).all()
    assert any("ix_subscription_sends_due" in line for line in plan), plan
    assert not any("Sort" in line for line in plan), plan
