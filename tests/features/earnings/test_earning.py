"""What approved, settled and rated work puts on cards."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Fact, record
from shequ_api.base.events.models import Event, Job
from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Account, Ledger, Transfer
from shequ_api.blocks.ledger.queries import total_of, transfers_about
from shequ_api.features.earning_records.models import Earning
from shequ_api.features.earning_rules.rules import Earner, Outcome, RuleFact
from shequ_api.features.earnings.reactions import credit
from shequ_api.features.points.models import PointsCard
from shequ_api.features.ticket_ratings import service
from shequ_api.features.ticket_ratings.rules import Stake
from shequ_api.kit.clock import CHINA, utc_now
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.earnings.facts import inspection, rule, settled, settlement
from tests.features.points.earned import actor_of
from tests.features.points.earned import balance as balance


async def hear(session: AsyncSession, work: Work, *facts: Fact) -> None:
    for fact in facts:
        record(session, fact, now=utc_now())
    await session.commit()
    assert await work() >= len(facts)
    stuck = list(await session.scalars(select(Job.last_error)))
    assert not stuck


async def said(session: AsyncSession, subject_id: UUID) -> list[Earning]:
    found = select(Earning).where(Earning.subject_id == subject_id).order_by(Earning.id)
    return list(await session.scalars(found))


async def test_good_work_earns_by_the_rules_that_come_with_it(
    session: AsyncSession, cast: Cast, work: Work
) -> None:
    ticket = await settled(session, cast)
    resident = actor_of(cast, "resident")
    await service.rate(
        session, resident, ticket, Stake.REPORTER, score=5, comment=None, now=utc_now()
    )
    await hear(session, work, inspection(cast))
    assert await balance(session, cast, "micro_grid_worker") == 25
    assert await balance(session, cast, "resident") == 2
    assert await balance(session, cast, "community_worker") is None
    assert await total_of(session, ledger=Ledger.POINTS) == 0
    assert not await verify(session)


async def test_fact_rule_and_transfer_find_each_other(
    session: AsyncSession, cast: Cast, work: Work
) -> None:
    ticket = await settled(session, cast)
    await hear(session, work)
    [earning] = await said(session, ticket.id)
    [moved] = await session.scalars(transfers_about("ticket", ticket.id))
    assert (earning.transfer_id, earning.points, earning.outcome) == (moved.id, 15, "credited")
    assert moved.reason == earning.reason == "办结居民诉求：15 分"
    issuer = await session.get_one(Account, moved.debit_account_id)
    assert (issuer.owner_key, issuer.floor) == (f"issuer/{cast.places[HOME]}", None)
    card = await session.get_one(PointsCard, earning.card_id)
    assert (card.account_id, card.person_id) == (
        moved.credit_account_id,
        cast.people["micro_grid_worker"],
    )
    told = select(Event.facts).where(Event.name == "points_earned")
    [announced] = await session.scalars(told)
    assert announced["subject_id"] == str(earning.id)
    assert announced["amount_points"] == 15


async def test_a_fact_heard_again_earns_nothing_more(
    session: AsyncSession, cast: Cast, work: Work
) -> None:
    fact = inspection(cast)
    await hear(session, work, fact, fact)
    await hear(session, work, fact)
    assert await balance(session, cast, "micro_grid_worker") == 10
    assert len(await said(session, fact.subject_id)) == 1


async def test_whoever_lets_it_pass_earns_nothing_and_it_is_written_why(
    session: AsyncSession, cast: Cast, work: Work
) -> None:
    patrol = inspection(cast, worker="community_worker", approved_by="community_worker")
    both = {"settled_by": "community_worker", "accepted_by": "community_worker"}
    ticket = await settled(session, cast, **both)
    await hear(session, work, patrol)
    assert await balance(session, cast, "community_worker") == 0
    for subject_id in (patrol.subject_id, ticket.id):
        [earning] = await said(session, subject_id)
        assert (earning.points, earning.transfer_id) == (0, None)
        assert earning.outcome == Outcome.OWN_APPROVAL
        assert "不计积分" in earning.reason


async def test_a_day_ends_at_the_cap_and_at_midnight_in_china(
    session: AsyncSession, cast: Cast
) -> None:
    tomorrow = utc_now() + timedelta(days=1)
    evening = tomorrow.astimezone(CHINA).replace(hour=23, minute=59)
    for _ in range(12):
        await credit(session, inspection(cast), evening)
    assert await balance(session, cast, "micro_grid_worker") == 100
    await credit(session, inspection(cast), evening + timedelta(minutes=2))
    assert await balance(session, cast, "micro_grid_worker") == 110
    outcomes = list(await session.scalars(select(Earning.outcome).order_by(Earning.id)))
    assert outcomes == ["credited"] * 10 + ["capped"] * 2 + ["credited"]


async def test_a_communitys_own_rule_adds_to_those_of_everywhere(
    session: AsyncSession, cast: Cast
) -> None:
    now = utc_now()
    session.add(rule(cast))
    for community in (HOME, HOME, NEIGHBOUR):
        await credit(session, inspection(cast, community=community), now)
    # 10 each everywhere; at home 7, then the 3 that its cap of 10 leaves.
    assert await balance(session, cast, "micro_grid_worker") == 3 * 10 + 7 + 3
    assert not await verify(session)


async def test_rules_hold_by_their_conditions_and_times(session: AsyncSession, cast: Cast) -> None:
    now = utc_now()
    session.add_all(
        [
            rule(cast, conditions={"form_key": ["fire"]}, points=1),
            rule(cast, valid_from=now + timedelta(seconds=1), points=2),
            rule(cast, valid_until=now, points=3),
            rule(cast, valid_from=now, points=4),
        ]
    )
    await credit(session, inspection(cast, form_key="fire"), now)
    assert await balance(session, cast, "micro_grid_worker") == 10 + 1 + 4
    await credit(session, inspection(cast, worker="next_micro_worker"), now)
    assert await balance(session, cast, "next_micro_worker") == 10 + 4


async def test_a_successor_does_not_pay_for_the_same_fact_again(
    session: AsyncSession, cast: Cast
) -> None:
    first = rule(cast, valid_until=utc_now())
    second = rule(
        cast, series_id=first.series_id, version=2, points=9, valid_from=first.valid_until
    )
    second.succeeds_id = first.id
    session.add_all([first, second])
    fact = inspection(cast)
    before = utc_now() - timedelta(minutes=5)
    session.add(rule(cast, community_id=None, valid_from=before, points=1))
    await credit(session, fact, before)
    await credit(session, fact, utc_now())
    paid = {earning.rule_id: earning.points for earning in await said(session, fact.subject_id)}
    assert paid[first.id] == 7 and second.id not in paid
    # A new fact is paid by the successor, within the day's cap that both versions share.
    later = inspection(cast)
    await credit(session, later, utc_now())
    paid = {earning.rule_id: earning.points for earning in await said(session, later.subject_id)}
    assert paid[second.id] == 3


async def test_each_earner_of_a_fact_has_a_line(session: AsyncSession, cast: Cast) -> None:
    ticket = {"fact": RuleFact.TICKET_SETTLED, "conditions": {"service_code": ["noise"]}}
    session.add(rule(cast, earner=Earner.REPORTER, title="反映问题", points=5, **ticket))
    await credit(session, settlement(cast, service_code="noise"), utc_now())
    assert await balance(session, cast, "micro_grid_worker") == 15
    assert await balance(session, cast, "resident") == 5
    reasons = set(await session.scalars(select(Transfer.reason)))
    assert reasons == {"办结居民诉求：15 分", "反映问题：5 分"}
    assert not await verify(session)


async def test_the_maker_of_a_rule_does_not_earn_by_it(session: AsyncSession, cast: Cast) -> None:
    mine = rule(cast, created_by_id=cast.people["micro_grid_worker"])
    session.add(mine)
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    outcomes = {
        earning.rule_id: earning.outcome for earning in await said(session, fact.subject_id)
    }
    assert outcomes[mine.id] == Outcome.OWN_RULE
    assert await balance(session, cast, "micro_grid_worker") == 10


async def test_nor_by_an_account_that_was_merged_into_theirs(
    session: AsyncSession, cast: Cast
) -> None:
    former = update(Person).where(Person.id == cast.people["newcomer"])
    await session.execute(former.values(merged_into_id=cast.people["micro_grid_worker"]))
    mine = rule(cast, created_by_id=cast.people["newcomer"])
    session.add(mine)
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    [said_by_mine] = [e for e in await said(session, fact.subject_id) if e.rule_id == mine.id]
    assert (said_by_mine.outcome, said_by_mine.points) == (Outcome.OWN_RULE, 0)
    assert said_by_mine.reason.endswith("积分规则由本人制定，不计积分")


async def test_the_maker_of_a_rule_does_not_approve_what_it_pays_for(
    session: AsyncSession, cast: Cast
) -> None:
    theirs = rule(cast, created_by_id=cast.people["community_worker"])
    session.add(theirs)
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    [verdict] = [e for e in await said(session, fact.subject_id) if e.rule_id == theirs.id]
    assert (verdict.outcome, verdict.points) == (Outcome.MAKER_APPROVED, 0)
    assert verdict.reason.endswith("积分规则的制定人，不计积分")
