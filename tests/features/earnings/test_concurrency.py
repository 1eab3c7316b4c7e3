"""The same fact, and many facts, heard by several workers at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from shequ_api.app import close_parts, gather_parts
from shequ_api.base.events.facts import Fact, record
from shequ_api.base.events.models import Job
from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry
from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Account, Ledger, Transfer
from shequ_api.blocks.ledger.queries import total_of
from shequ_api.features.earning_records.models import Earning, EarningFact
from shequ_api.features.earning_rules.models import EarningRule
from shequ_api.features.earning_rules.rules import Earner, RuleFact, RuleTerms
from shequ_api.features.earning_rules.service.ruling import RuleEnded, set_rule
from shequ_api.features.earnings.reactions import credit
from shequ_api.features.patrols.events import InspectionApproved
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points_clawback.models import DebtPayment, PointsDebt
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.features.earnings.facts import inspection, rule, settled
from tests.features.points.earned import DISTRICT, actor_of
from tests.features.points_clawback.lines import indebted


@pytest.fixture(scope="module")
async def crowd(server: Embedded, template: str) -> AsyncIterator[Parts]:
    """Parts over a database of their own, whose transactions are real."""
    addresses = clone(server, template, f"shequ_points_{WORKER}_test")
    parts = gather_parts(settings_for_tests(), addresses.app)
    yield parts
    await close_parts(parts)


async def balance(database: Database, cast: Cast, key: str) -> int:
    async with database.sessions() as session:
        assert await total_of(session, ledger=Ledger.POINTS) == 0
        assert not await verify(session)
        of_card = select(Account.balance).join(PointsCard, PointsCard.account_id == Account.id)
        found = await session.scalar(of_card.where(PointsCard.person_id == cast.people[key]))
    return found or 0


async def announce(parts: Parts, *facts: Fact) -> None:
    async with parts.get(Database).sessions() as session, session.begin():
        for fact in facts:
            record(session, fact, now=utc_now())


async def hear_at_once(parts: Parts, workers: int) -> None:
    database, hearing = parts.get(Database), parts.get(Registry).hearing
    crew = [Worker(database, hearing) for _ in range(workers)]
    while True:
        done = await asyncio.gather(*(worker.drain(utc_now()) for worker in crew))
        async with database.sessions() as session:
            waiting = await session.scalar(select(func.count()).select_from(Job))
            failed = list(await session.scalars(select(Job.last_error).where(Job.attempts > 0)))
        assert not failed
        if not waiting and not any(done):
            return


async def test_one_fact_told_many_times_at_once_is_one_earning(crowd: Parts) -> None:
    cast, database = await Cast.found(crowd), crowd.get(Database)
    fact = inspection(cast)

    async def react() -> None:
        async with database.sessions() as session, session.begin():
            await credit(session, fact, utc_now())

    await asyncio.gather(*(react() for _ in range(20)))
    assert await balance(database, cast, "micro_grid_worker") == 10
    async with database.sessions() as session:
        said = select(func.count()).where(Earning.subject_id == fact.subject_id)
        moved = select(func.count()).where(Transfer.reference_id == fact.subject_id)
        assert [await session.scalar(said), await session.scalar(moved)] == [1, 1]


async def test_a_replayed_event_is_done_by_several_workers_once(crowd: Parts) -> None:
    cast = await Cast.found(crowd)
    fact = inspection(cast, worker="general_grid_worker")
    await announce(crowd, *[fact] * 8)
    await hear_at_once(crowd, workers=3)
    assert await balance(crowd.get(Database), cast, "general_grid_worker") == 10


async def test_a_days_cap_holds_against_all_at_once(crowd: Parts) -> None:
    cast, database = await Cast.found(crowd), crowd.get(Database)
    facts = [inspection(cast, worker="next_micro_worker") for _ in range(16)]
    now = utc_now()

    async def react(fact: InspectionApproved) -> None:
        async with database.sessions() as session, session.begin():
            await credit(session, fact, now)

    await asyncio.gather(*(react(fact) for fact in facts))
    assert await balance(database, cast, "next_micro_worker") == 100


async def test_longer_caps_and_budgets_hold_against_all_at_once(crowd: Parts) -> None:
    cast, database = await Cast.found(crowd), crowd.get(Database)
    caps = [{"per": "month", "points": 40}, {"per": "total", "points": 35}]
    async with database.sessions() as session, session.begin():
        monthly = rule(cast, caps=caps, conditions={"form_key": ["fire"]}, points=10)
        session.add(monthly)
    facts = [inspection(cast, worker="auditor", form_key="fire") for _ in range(12)]
    now = utc_now()

    async def react(fact: InspectionApproved) -> None:
        async with database.sessions() as session, session.begin():
            await credit(session, fact, now)

    # Each is told twice, by two connections.
    await asyncio.gather(*(react(fact) for fact in facts * 2))
    async with database.sessions() as session:
        paid = select(func.sum(Earning.points)).where(Earning.rule_id == monthly.id)
        assert await session.scalar(paid) == 35
        kept = select(func.count()).where(EarningFact.subject_id.in_([f.subject_id for f in facts]))
        assert await session.scalar(kept) == 12
    assert await balance(database, cast, "auditor") == 100 + 35


async def test_a_debt_is_paid_once_by_all_at_once(crowd: Parts) -> None:
    cast, database = await Cast.found(crowd), crowd.get(Database)
    async with database.sessions() as session:
        await indebted(session, cast, 3, key="far_partner", share_percent=100)
    before = await balance(database, cast, "far_partner")
    facts = [inspection(cast, worker="far_partner") for _ in range(8)]

    async def react(fact: InspectionApproved) -> None:
        async with database.sessions() as session, session.begin():
            await credit(session, fact, utc_now())

    await asyncio.gather(*(react(fact) for fact in facts))
    async with database.sessions() as session:
        left = list(await session.scalars(select(PointsDebt.left_points)))
        paid = await session.scalar(select(func.sum(DebtPayment.points)))
    assert (left, paid) == ([0, 0, 0], 9)
    assert await balance(database, cast, "far_partner") == before + 8 * 10 - 9


async def test_work_of_many_at_once_adds_up(crowd: Parts) -> None:
    cast = await Cast.found(crowd)
    pairs = [("partner", "far_partner"), ("far_partner", "partner")]
    async with crowd.get(Database).sessions() as session, session.begin():
        for one, other in pairs * 6:
            await settled(session, cast, settled_by=one, accepted_by=other)
    await hear_at_once(crowd, workers=4)
    assert await balance(crowd.get(Database), cast, "partner") == 6 * 15


async def test_a_rule_has_one_successor(crowd: Parts) -> None:
    cast, database = await Cast.found(crowd), crowd.get(Database)
    actor = actor_of(cast, "community_worker")
    terms = RuleTerms(
        fact=RuleFact.TICKET_RATED,
        earner=Earner.REPORTER,
        conditions={"score": [5]},
        title="五星好评",
        points=1,
        caps=[{"per": "day", "points": 1}],
    )

    async def make(predecessor_id: UUID | None) -> UUID | None:
        async with database.sessions() as session, session.begin():
            try:
                rule = await set_rule(
                    session,
                    actor,
                    await session.get(EarningRule, predecessor_id) if predecessor_id else None,
                    terms,
                    district_id=cast.places[DISTRICT],
                    community_id=cast.places[HOME],
                    valid_from=utc_now() + timedelta(days=1),
                    valid_until=None,
                    now=utc_now(),
                )
            except RuleEnded:
                return None
            return rule.id

    first = await make(None)
    successors = await asyncio.gather(*(make(first) for _ in range(10)))
    assert len([made for made in successors if made is not None]) == 1
    async with database.sessions() as session:
        with pytest.raises(DBAPIError, match=r"denied|never changed"):
            await session.execute(update(EarningRule).values(points=1000))
