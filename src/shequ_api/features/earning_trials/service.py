"""Trying rules on facts of the past, and what shadows would have paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.features.earning_records.public import EarningFact
from shequ_api.features.earning_rules.public import (
    EarningRule,
    RuleFact,
    standing_between,
)
from shequ_api.features.earning_trials.trying import Happened, Standing, Tried, earners_by, try_out
from shequ_api.features.earnings.public import (
    AskedLevels,
    became,
    facts_between,
    known_as,
    levels_of,
    makers_of,
    paid_between,
    people_of,
    told_again,
)
from shequ_api.kit.aside import aside
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.errors import Malformed

MOST_DAYS = 92
MOST_FACTS = 20_000
"""A second or two of one processor."""
ONE_DAY = timedelta(days=1)


class TrialPeriodUnfit(Malformed):
    code, title = "trial_period_unfit", f"试算期应先后有序，且不超过 {MOST_DAYS} 天"


class TrialTooLarge(Malformed):
    code, title = "trial_too_large", "这段时间的记录太多，请缩短试算期"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial found, and what was really paid for facts of that kind, by day."""

    tried: Tried
    paid: dict[date, int]


async def try_rule(
    session: AsyncSession, rule: EarningRule, predecessor_id: UUID | None, first: date, last: date
) -> Trial:
    """What a rule would have paid in its place, on facts that were judged from a day to another,
    both included. The rule stands for all versions of its series; `predecessor_id`: the rule that
    it would succeed. Writes nothing. Raises `TrialPeriodUnfit`, `TrialTooLarge`."""
    if not first <= last < first + MOST_DAYS * ONE_DAY:
        raise TrialPeriodUnfit
    begin, end = china_midnight(first), china_midnight(last + ONE_DAY)
    there = facts_between(rule, begin, end).limit(MOST_FACTS + 1)
    kept = list(await session.scalars(there))
    if len(kept) > MOST_FACTS:
        raise TrialTooLarge
    replaced = {rule.series_id, await _series_of(session, predecessor_id)}
    others = await session.execute(standing_between(rule, begin, end))
    paying = _as_if_paying(rule)
    standing = [Standing(paying, rule.community_id, None, None)] + [
        Standing(each, each.community_id, each.valid_from, ends_at)
        for each, ends_at in others
        if each.series_id not in replaced
    ]
    facts = await _happened(session, kept)
    exceptions = await exceptions_between(session, first - 40 * ONE_DAY, last)
    makers = await became(session, makers_of(each.terms for each in standing))
    levels = await _levels(session, rule, standing, facts, begin)
    tried = await aside(session, try_out, paying, standing, facts, exceptions, makers, levels)
    paid = await session.execute(paid_between(rule, first, last))
    return Trial(tried, {row.earned_on: row.points for row in paid})


async def _levels(
    session: AsyncSession,
    rule: EarningRule,
    standing: Sequence[Standing],
    facts: Sequence[Happened],
    begin: datetime,
) -> AskedLevels:
    """Those of the people who may earn by rules that ask for one, from the first fact on."""
    assert rule.district_id is not None, "rules of everywhere are nobody's to try"
    first = min((fact.happened_at for fact in facts), default=begin)
    pairs = earners_by(standing, facts)
    return await levels_of(session, pairs, rule.district_id, first)


def _as_if_paying(rule: EarningRule) -> EarningRule:
    """A rule as it would be in force: a shadow stands beside its group and takes nobody's place."""
    said = {column.key: getattr(rule, column.key) for column in EarningRule.__table__.columns}
    return EarningRule(**said | {"shadow": False})


async def _series_of(session: AsyncSession, rule_id: UUID | None) -> UUID | None:
    if rule_id is None:
        return None
    found: UUID | None = await session.scalar(
        select(EarningRule.series_id).where(EarningRule.id == rule_id)
    )
    return found


async def _happened(session: AsyncSession, kept: Sequence[EarningFact]) -> list[Happened]:
    """Facts as they were told, with accounts that were merged since as the ones they became."""
    told = [(each, RuleFact(each.fact), told_again(each)) for each in kept]
    named = {one for _, fact, fields in told for one in people_of(fact, fields).values()}
    merged = await became(session, named)
    return [
        Happened(
            each.community_id, known_as(fact, fields, merged), each.happened_at, each.judged_at
        )
        for each, fact, fields in told
    ]
