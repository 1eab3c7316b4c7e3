"""What facts earn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.features.earning_rules.public import (
    CapPer,
    EarningRule,
    Outcome,
    RuleFact,
    Tally,
    Terms,
    Verdict,
    applies,
    earner_of,
    is_open,
    needs_calendar,
    paid_of,
    verdicts_on,
)
from shequ_api.features.earnings import queries
from shequ_api.features.earnings.models import Earning, EarningFact
from shequ_api.features.earnings.service.crediting import credit_all
from shequ_api.features.earnings.service.facts import as_of_now, draw_key, note_fact
from shequ_api.features.earnings.wording import reason_for
from shequ_api.features.points.public import PointsCard, open_card
from shequ_api.features.points_budgets.public import draw
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id


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
    ids; what counts against caps is counted under the cards' locks.
    """
    noted = await note_fact(session, fact, facts, now=now)
    if noted is None:
        return []
    facts = await as_of_now(session, fact, facts)
    pairs = [
        (rule, earner)
        for rule in await open_at(session, rules, noted.happened_at)
        if applies(rule, facts) and (earner := earner_of(rule, facts)) is not None
    ]
    if not pairs:
        return []
    persons = {earner for _, earner in pairs}
    cards = await _locked_cards(session, persons, noted.district_id, now=now)
    ids = {card.id for card in cards.values()}
    said = await session.execute(queries.told_of(noted.subject_id, noted.round, ids))
    told = {(row.series_id, row.card_id) for row in said}
    fresh = [pair for pair in pairs if (pair[0].series_id, cards[pair[1]].id) not in told]
    tallies = await _tallies(session, cards, [rule for rule, _ in fresh], now=now)
    verdicts = verdicts_on(fresh, facts, tallies)
    paid = paid_of(verdicts, await _budget(session, noted, verdicts, now=now))
    earnings = _written(noted, verdicts, cards, paid, now=now)
    await credit_all(session, noted, earnings, cards, now=now)
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


async def _tallies(
    session: AsyncSession,
    cards: Mapping[UUID, PointsCard],
    rules: Sequence[EarningRule],
    *,
    now: datetime,
) -> dict[tuple[UUID, UUID], Tally]:
    """By person and series. One statement."""
    if not rules:
        return {}
    owner = {card.id: person_id for person_id, card in cards.items()}
    rows = await session.execute(queries.tallies(owner.keys(), rules, china_date(now)))
    return {
        (owner[row["card_id"]], row["series_id"]): {
            per: row[per.value] for per in CapPer if per.value in row
        }
        for row in rows.mappings()
    }


async def _budget(
    session: AsyncSession, noted: EarningFact, verdicts: Sequence[Verdict], *, now: datetime
) -> int:
    """How many of the points that are due the budgets of the day leave; the cards are locked."""
    due = sum(verdict.due for verdict in verdicts if not verdict.rule.shadow)
    if not due:
        return 0
    return await draw(
        session,
        community_id=noted.community_id,
        district_id=noted.district_id,
        points=due,
        on=china_date(now),
        key=draw_key(noted.id),
        now=now,
    )


def _written(
    noted: EarningFact,
    verdicts: Sequence[Verdict],
    cards: Mapping[UUID, PointsCard],
    paid: Mapping[UUID, int],
    *,
    now: datetime,
) -> list[tuple[Terms, Earning]]:
    """The verdicts as rows, before anything has moved."""
    titles = {verdict.rule.id: verdict.rule.title for verdict in verdicts}
    return [
        (verdict.rule, _row(noted, verdict, cards, paid[verdict.rule.id], titles, now=now))
        for verdict in verdicts
    ]


def _row(
    noted: EarningFact,
    verdict: Verdict,
    cards: Mapping[UUID, PointsCard],
    paid: int,
    titles: Mapping[UUID, str],
    *,
    now: datetime,
) -> Earning:
    rule = verdict.rule
    short = not rule.shadow and paid < verdict.due
    better = verdict.outranked_by
    said = verdict.due if rule.shadow else paid
    return Earning(
        id=new_id(),
        district_id=noted.district_id,
        community_id=noted.community_id,
        card_id=cards[verdict.earner_id].id,
        rule_id=rule.id,
        series_id=rule.series_id,
        subject_id=noted.subject_id,
        round=noted.round,
        fact_id=noted.id,
        points=paid,
        due_points=verdict.due,
        shadow=rule.shadow,
        outcome=Outcome.OUT_OF_BUDGET if short else verdict.outcome,
        reason=reason_for(verdict, said, titles[better] if better else None),
        working={
            "worth": verdict.worth,
            "room": asdict(verdict.room) if verdict.room else None,
            "outranked_by": str(better) if better else None,
        },
        transfer_id=None,
        earned_on=china_date(now),
        earned_at=now,
    )
