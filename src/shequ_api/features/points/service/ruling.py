"""Earning rules: made, succeeded and ended, never edited."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.points.models import EarningRule, RuleEnd
from shequ_api.features.points.rules import Earner, RuleFact, fits, period_fits
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class RuleUnfit(Malformed):
    code, title = "rule_unfit", "这类事实没有所选的得分人或条件"


class CapTooLow(Malformed):
    code, title = "daily_cap_too_low", "每日上限不能低于单次积分"


class PeriodUnfit(Malformed):
    """Rules do not reach into the past, nor further ahead than ten years, and last some time."""

    code, title = "period_unfit", "规则应在现在至十年内开始，并在开始之后、十年内结束"


class ScopeDiffers(Malformed):
    code, title = "rule_scope_differs", "新版本的适用范围应与原规则相同"


class RuleEnded(NotNow):
    code, title = "rule_ended", "这条规则已经结束或已有新版本"


async def set_rule(
    session: AsyncSession,
    actor: Actor,
    predecessor: EarningRule | None,
    *,
    district_id: UUID,
    community_id: UUID | None,
    fact: RuleFact,
    earner: Earner,
    conditions: Mapping[str, Any],
    title: str,
    points: int,
    daily_cap_points: int,
    valid_from: datetime | None,
    valid_until: datetime | None,
    now: datetime,
) -> EarningRule:
    """A new rule, or the next version of one, which ends where this begins."""
    starts = valid_from or now
    if not fits(fact, earner, conditions):
        raise RuleUnfit
    if daily_cap_points < points:
        raise CapTooLow
    if not period_fits(starts, valid_until, now):
        raise PeriodUnfit
    rule = EarningRule(
        id=new_id(),
        fact=fact,
        earner=earner,
        conditions=dict(conditions),
        title=title,
        points=points,
        daily_cap_points=daily_cap_points,
        district_id=district_id,
        community_id=community_id,
        valid_from=starts,
        valid_until=valid_until,
        created_by_id=actor.person_id,
        created_at=now,
    )
    await _number(session, actor, rule, predecessor, now=now)
    session.add(rule)
    await session.flush()
    return rule


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
        rule.series_id, rule.version = rule.id, 1
        return
    scope = (predecessor.district_id, predecessor.community_id, predecessor.fact)
    if scope != (rule.district_id, rule.community_id, rule.fact):
        raise ScopeDiffers
    if not await end_rule(session, actor, predecessor, ends_at=rule.valid_from, now=now):
        raise RuleEnded
    rule.series_id, rule.succeeds_id = predecessor.series_id, predecessor.id
    rule.version = predecessor.version + 1


async def end_rule(
    session: AsyncSession, actor: Actor, rule: EarningRule, *, ends_at: datetime, now: datetime
) -> bool:
    """Let a rule hold no longer; False where it was ended before, which then stands."""
    ending = insert(RuleEnd).values(
        rule_id=rule.id, ends_at=ends_at, ended_by_id=actor.person_id, recorded_at=now
    )
    made = await session.scalar(ending.on_conflict_do_nothing().returning(RuleEnd.rule_id))
    return made is not None
