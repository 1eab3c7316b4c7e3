"""What facts earn."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.ledger.models import Account
from shequ_api.blocks.ledger.service import transfer
from shequ_api.features.points import queries
from shequ_api.features.points.events import PointsEarned
from shequ_api.features.points.models import Earning, EarningRule, PointsCard
from shequ_api.features.points.rules import (
    TRIGGERS,
    RuleFact,
    applies,
    earner_of,
    points_for,
    reason_for,
    round_of,
)
from shequ_api.features.points.service.cards import issuer_of, open_card
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id


async def reward(
    session: AsyncSession,
    facts: Mapping[str, Any],
    rules: Sequence[EarningRule],
    *,
    now: datetime,
) -> list[Earning]:
    """What each rule says to a fact, once: a second time for the same subject changes nothing,
    unless it is another round, since what the one before earned was taken back.

    Rules add up. All cards are locked first, then all accounts, each in the order of their ids;
    what a day has earned is counted under the card's lock.
    """
    facts = await _as_of_now(session, facts, rules)
    earners = {
        rule.id: earner
        for rule in rules
        if applies(rule, facts) and (earner := earner_of(rule, facts)) is not None
    }
    if not earners:
        return []
    district_id = facts["district_id"]
    ids = [
        (await open_card(session, person_id=person_id, district_id=district_id, now=now)).id
        for person_id in sorted(set(earners.values()))
    ]
    issuer = await issuer_of(
        session, community_id=facts["community_id"], district_id=district_id, now=now
    )
    cards = {card.person_id: card for card in await session.scalars(queries.locked(ids))}
    said = await session.execute(queries.told_of(facts["subject_id"], round_of(facts), ids))
    told = {(row.series_id, row.card_id) for row in said}
    if len(earners) > 1:
        await lock_accounts(session, {issuer.id, *(card.account_id for card in cards.values())})
    judged = [(rule, cards[earners[rule.id]]) for rule in rules if rule.id in earners]
    return [
        await _judge(session, facts, rule, card, issuer, now=now)
        for rule, card in judged
        if (rule.series_id, card.id) not in told
    ]


async def _as_of_now(
    session: AsyncSession, facts: Mapping[str, Any], rules: Sequence[EarningRule]
) -> dict[str, Any]:
    """A fact may name an account that has been merged into another since: whoever earns and whoever
    approved are told apart as the human beings that they are known to be by now."""
    triggers = [TRIGGERS[fact] for fact in {RuleFact(rule.fact) for rule in rules}]
    named = {field for each in triggers for field in (*each.earners.values(), each.approver)}
    said = {field: facts[field] for field in named if facts[field] is not None}
    merged = select(Person.id, Person.merged_into_id).where(
        Person.id.in_(said.values()), Person.merged_into_id.is_not(None)
    )
    kept = {row.id: row.merged_into_id for row in await session.execute(merged)}
    return {**facts, **{field: kept.get(each, each) for field, each in said.items()}}


async def _judge(
    session: AsyncSession,
    facts: Mapping[str, Any],
    rule: EarningRule,
    card: PointsCard,
    issuer: Account,
    *,
    now: datetime,
) -> Earning:
    """One rule's word to one fact, on a locked card."""
    today = china_date(now)
    earned = await session.scalar(queries.earned_on(card.id, rule.series_id, today))
    award = points_for(rule, facts, earned or 0)
    earning = Earning(
        id=new_id(),
        district_id=card.district_id,
        community_id=facts["community_id"],
        card_id=card.id,
        rule_id=rule.id,
        series_id=rule.series_id,
        subject_id=facts["subject_id"],
        round=round_of(facts),
        points=award.points,
        outcome=award.outcome,
        reason=reason_for(rule.title, award, rule.daily_cap_points),
        transfer_id=None,
        earned_on=today,
        earned_at=now,
    )
    if award.points:
        await _credit(session, earning, rule, card, issuer, now=now)
    session.add(earning)
    await session.flush()
    return earning


async def _credit(
    session: AsyncSession,
    earning: Earning,
    rule: EarningRule,
    card: PointsCard,
    issuer: Account,
    *,
    now: datetime,
) -> None:
    earned = PointsEarned(
        subject_id=earning.id,
        district_id=earning.district_id,
        community_id=earning.community_id,
        person_id=card.person_id,
        amount_points=earning.points,
        reason=earning.reason,
    )
    record(session, earned, now=now)
    # The series stands in the key, not the version: a rule's successor does not pay again.
    again = "" if earning.round == 1 else f"/{earning.round}"
    made = await transfer(
        session,
        key=f"earn/{rule.series_id}/{earning.subject_id}/{card.person_id}{again}",
        debit_account_id=issuer.id,
        credit_account_id=card.account_id,
        amount=earning.points,
        reason=earning.reason,
        reference_kind=TRIGGERS[RuleFact(rule.fact)].subject,
        reference_id=earning.subject_id,
        now=now,
    )
    earning.transfer_id = made.id
