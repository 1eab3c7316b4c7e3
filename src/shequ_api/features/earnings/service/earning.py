"""What facts earn."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.features.earning_records.public import Earning, EarningFact
from shequ_api.features.earning_rules.public import (
    CapPer,
    EarningRule,
    RuleFact,
    Verdict,
    applies,
    earner_of,
    is_open,
    needs_calendar,
    paid_of,
    verdicts_on,
)
from shequ_api.features.earnings import queries
from shequ_api.features.earnings.rounds import less_left
from shequ_api.features.earnings.service.crediting import credit_all, owed_draws
from shequ_api.features.earnings.service.facts import (
    MergedMeanwhile,
    became,
    draw_key,
    known_as,
    makers_of,
    note_fact,
    people_of,
)
from shequ_api.features.earnings.service.leveling import levels_of
from shequ_api.features.earnings.service.writing import Counted, written
from shequ_api.features.points.public import PointsCard, open_card
from shequ_api.features.points_budgets.public import draw
from shequ_api.features.points_clawback.public import Debts, debts_of
from shequ_api.kit.clock import china_date


async def reward(
    session: AsyncSession,
    fact: RuleFact,
    facts: Mapping[str, Any],
    rules: Sequence[EarningRule],
    *,
    now: datetime,
) -> list[Earning]:
    """What each rule says to a fact, once: a second time it changes nothing, unless it is another
    round, since what the one before earned was taken back.

    The fact's row is locked first, then cards, budgets and accounts, each in the order of their
    ids; what counts against caps is counted under the cards' locks. `MergedMeanwhile`.
    """
    noted = await note_fact(session, fact, facts, now=now)
    if noted is None:
        return []
    named = {*people_of(fact, facts).values(), *makers_of(rules)}
    merged = await became(session, named)
    facts = known_as(fact, facts, merged)
    pairs = [
        (rule, earner)
        for rule in await open_at(session, rules, noted.happened_at)
        if applies(rule, facts) and (earner := earner_of(rule, facts)) is not None
    ]
    if not pairs:
        return []
    persons = {earner for _, earner in pairs}
    cards = await _locked_cards(session, persons, noted.district_id, now=now)
    if await became(session, named) != merged:
        raise MergedMeanwhile
    levels = await levels_of(session, pairs, noted.district_id, noted.happened_at)
    pairs = [pair for pair in pairs if levels.let(*pair, noted.happened_at)]
    ids = {card.id for card in cards.values()}
    said = await session.execute(queries.told_of(noted.subject_id, noted.round, ids))
    told = {(row.series_id, row.card_id) for row in said}
    fresh = [pair for pair in pairs if (pair[0].series_id, cards[pair[1]].id) not in told]
    counted = await _counted(session, cards, [rule for rule, _ in fresh], now=now)
    verdicts, spared = less_left(
        verdicts_on(fresh, facts, counted.tallies, merged),
        await _left_before(session, noted, cards),
    )
    debts = await debts_of(session, ids)
    paid = paid_of(verdicts, await _budget(session, noted, verdicts, debts, now=now))
    earnings = written(noted, verdicts, cards, paid, counted, spared, levels, now=now)
    await credit_all(session, noted, earnings, cards, debts, now=now)
    session.add_all(earning for _, earning in earnings)
    await session.flush()
    return [earning for _, earning in earnings]


async def open_at(
    session: AsyncSession, rules: Sequence[EarningRule], instant: datetime
) -> list[EarningRule]:
    """The rules in whose windows an instant lies."""
    day = china_date(instant)
    asked = any(needs_calendar(rule.windows) for rule in rules)
    exceptions = await exceptions_between(session, day, day) if asked else {}
    return [rule for rule in rules if is_open(rule.windows, instant, exceptions)]


async def _locked_cards(
    session: AsyncSession, persons: Collection[UUID], district_id: UUID, *, now: datetime
) -> dict[UUID, PointsCard]:
    """The cards of persons, by person; opened where they had none, and locked."""
    locked = queries.locked_cards_of(persons, district_id)
    found = list(await session.scalars(locked)) if len(persons) == 1 else []
    if not found:
        for person_id in sorted(persons):
            await open_card(session, person_id=person_id, district_id=district_id, now=now)
        found = list(await session.scalars(locked))
    return {card.person_id: card for card in found}


async def _counted(
    session: AsyncSession,
    cards: Mapping[UUID, PointsCard],
    rules: Sequence[EarningRule],
    *,
    now: datetime,
) -> Counted:
    """By person and series. One statement."""
    if not rules:
        return Counted({}, {})
    owner = {card.id: person_id for person_id, card in cards.items()}
    found = await session.execute(queries.tallies(owner.keys(), rules, china_date(now)))
    rows = {(owner[row["card_id"]], row["series_id"]): row for row in found.mappings()}
    return Counted(
        {
            whose: {per: row[per.value] for per in CapPer if per.value in row}
            for whose, row in rows.items()
        },
        {
            whose: {per: row[queries.unpaid(per)] for per in CapPer if per.value in row}
            for whose, row in rows.items()
        },
    )


async def _left_before(
    session: AsyncSession, noted: EarningFact, cards: Mapping[UUID, PointsCard]
) -> dict[UUID, int]:
    """By person: what earlier rounds left of what they earned by the same thing."""
    if noted.round == 1:
        return {}
    owner = {card.id: person_id for person_id, card in cards.items()}
    left = queries.left_before(noted.subject_id, noted.round, owner.keys())
    return {owner[row.card_id]: int(row.points) for row in await session.execute(left)}


async def _budget(
    session: AsyncSession,
    noted: EarningFact,
    verdicts: Sequence[Verdict],
    debts: Debts,
    *,
    now: datetime,
) -> int:
    """How many of the points that are due the budgets of the day leave; the cards are locked. The
    budgets that get something back by debts that are paid are locked as well."""
    due = sum(verdict.due for verdict in verdicts if not verdict.rule.shadow)
    if not due:
        return 0
    owed = {debt.earning_id for each in debts.values() for debt in each}
    return await draw(
        session,
        community_id=noted.community_id,
        district_id=noted.district_id,
        points=due,
        on=china_date(now),
        key=draw_key(noted.id),
        beside=(await owed_draws(session, owed)).values(),
        now=now,
    )
