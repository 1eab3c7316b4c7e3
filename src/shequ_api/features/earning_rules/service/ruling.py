"""Earning rules: made, succeeded and ended, never edited."""

from dataclasses import fields
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.card_levels.public import level_keys
from shequ_api.features.earning_rules import queries
from shequ_api.features.earning_rules.caps import caps_fit
from shequ_api.features.earning_rules.models import EarningRule, RuleEnd
from shequ_api.features.earning_rules.rules import (
    CARD_LEVEL,
    RuleTerms,
    counts_units,
    fits,
    period_fits,
)
from shequ_api.features.earning_rules.windows import hours_fit
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id

SAID = tuple(each.name for each in fields(RuleTerms))


class RuleUnfit(Malformed):
    code, title = "rule_unfit", "这类事实没有所选的得分人、条件或计量字段"


class CapsUnfit(Malformed):
    """One cap at least, one for each period, and none that is reached before the rule once paid."""

    code, title = "caps_unfit", "每种周期只能有一个上限，且不能低于单次积分"


class WindowsUnfit(Malformed):
    code, title = "windows_unfit", "时段应在一天之内、先后有序且不重叠"


class PeriodUnfit(Malformed):
    """Rules do not reach into the past, nor further ahead than ten years, and last some time."""

    code, title = "period_unfit", "规则应在现在至十年内开始，并在开始之后、十年内结束"


class ScopeDiffers(Malformed):
    code, title = "rule_scope_differs", "新版本的适用范围应与原规则相同"


class RuleLevelUnknown(Malformed):
    """Facts: `levels`, the keys that the district's ladder has when the rule begins."""

    code, title = "rule_level_unknown", "本区届时没有这个幸福卡等级，请核对等级代号"


class RuleEnded(NotNow):
    code, title = "rule_ended", "这条规则已经结束或已有新版本"


class NotAShadow(NotNow):
    code, title = "rule_not_a_shadow", "这条规则不是试运行规则"


def refuse_unfit(terms: RuleTerms) -> None:
    """Refuse what no rule can say. Raises `RuleUnfit`, `CapsUnfit`, `WindowsUnfit`."""
    metered = counts_units(terms.fact, terms.per_unit)
    if not fits(terms.fact, terms.earner, terms.conditions) or not metered:
        raise RuleUnfit
    if (terms.per_unit is None) != (terms.most_points is None):
        raise RuleUnfit
    if not caps_fit(terms.caps, terms.points):
        raise CapsUnfit
    if not hours_fit(terms.windows.get("hours", [])):
        raise WindowsUnfit


def drawn(
    terms: RuleTerms,
    actor: Actor,
    *,
    district_id: UUID | None,
    community_id: UUID | None,
    valid_from: datetime,
    valid_until: datetime | None,
    now: datetime,
) -> EarningRule:
    """A rule by its terms, the first of its series."""
    rule_id = new_id()
    return EarningRule(
        id=rule_id,
        series_id=rule_id,
        version=1,
        **{name: getattr(terms, name) for name in SAID},
        district_id=district_id,
        community_id=community_id,
        valid_from=valid_from,
        valid_until=valid_until,
        created_by_id=actor.person_id,
        created_at=now,
    )


async def set_rule(
    session: AsyncSession,
    actor: Actor,
    predecessor: EarningRule | None,
    terms: RuleTerms,
    *,
    district_id: UUID | None,
    community_id: UUID | None,
    valid_from: datetime | None,
    valid_until: datetime | None,
    now: datetime,
) -> EarningRule:
    """A new rule, or the next version of one, which ends where this begins."""
    starts = valid_from or now
    refuse_unfit(terms)
    if not period_fits(starts, valid_until, now):
        raise PeriodUnfit
    await _refuse_unknown_levels(session, terms, district_id, starts)
    scope = {"district_id": district_id, "community_id": community_id}
    rule = drawn(terms, actor, **scope, valid_from=starts, valid_until=valid_until, now=now)
    await _number(session, actor, rule, predecessor, now=now)
    session.add(rule)
    await session.flush()
    return rule


async def _refuse_unknown_levels(
    session: AsyncSession, terms: RuleTerms, district_id: UUID | None, starts: datetime
) -> None:
    """A level that is misspelt would pay nobody, and nobody would be told."""
    asked = terms.conditions.get(CARD_LEVEL)
    if district_id is None or asked is None:
        return
    known = await level_keys(session, district_id, starts)
    if not set(asked) <= set(known):
        raise RuleLevelUnknown(levels=known)


async def promote(
    session: AsyncSession, actor: Actor, shadow: EarningRule, *, now: datetime
) -> EarningRule:
    """Let a rule that was on trial pay from now on: its next version says the same."""
    if not shadow.shadow:
        raise NotAShadow
    said = {name: getattr(shadow, name) for name in SAID} | {"shadow": False}
    return await set_rule(
        session,
        actor,
        shadow,
        RuleTerms(**said),
        district_id=shadow.district_id,
        community_id=shadow.community_id,
        valid_from=now,
        valid_until=shadow.valid_until,
        now=now,
    )


async def _number(
    session: AsyncSession,
    actor: Actor,
    rule: EarningRule,
    predecessor: EarningRule | None,
    *,
    now: datetime,
) -> None:
    """Give a rule its place in its series, ending the one before it."""
    if predecessor is None:
        return
    scope = (predecessor.district_id, predecessor.community_id, predecessor.fact)
    if scope != (rule.district_id, rule.community_id, rule.fact):
        raise ScopeDiffers
    if not await _write_end(session, actor, predecessor, 1, ends_at=rule.valid_from, now=now):
        raise RuleEnded
    rule.series_id, rule.succeeds_id = predecessor.series_id, predecessor.id
    rule.version = predecessor.version + 1


async def end_rule(
    session: AsyncSession, actor: Actor, rule: EarningRule, *, now: datetime
) -> None:
    """Let a rule hold no longer, at once; also one that is to be succeeded some day, whose
    successor still begins on that day. One that has ended stays as it is."""
    while True:
        ends_at, number = await queries.end_of(session, rule.id)
        if ends_at is not None and ends_at <= now:
            return
        if await _write_end(session, actor, rule, number + 1, ends_at=now, now=now):
            return


async def _write_end(
    session: AsyncSession,
    actor: Actor,
    rule: EarningRule,
    number: int,
    *,
    ends_at: datetime,
    now: datetime,
) -> bool:
    """Write the end of a rule that has so many; False where somebody else did, whose transaction is
    waited for."""
    ending = insert(RuleEnd).values(
        rule_id=rule.id,
        number=number,
        ends_at=ends_at,
        ended_by_id=actor.person_id,
        recorded_at=now,
    )
    made = await session.scalar(ending.on_conflict_do_nothing().returning(RuleEnd.rule_id))
    return made is not None
