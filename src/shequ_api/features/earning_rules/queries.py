"""Reads of earning rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.earning_rules.models import EarningRule, RuleEnd
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def in_force(at: datetime) -> ColumnElement[bool]:
    """Rules that hold at an instant."""
    later = or_(EarningRule.valid_until.is_(None), EarningRule.valid_until > at)
    ended = exists().where(RuleEnd.rule_id == EarningRule.id, RuleEnd.ends_at <= at)
    return and_(EarningRule.valid_from <= at, later, ~ended)


def _ends_at() -> ColumnElement[datetime | None]:
    """The instant at which a rule ends, whichever way comes first."""
    earliest = select(func.min(RuleEnd.ends_at)).where(RuleEnd.rule_id == EarningRule.id)
    return func.least(EarningRule.valid_until, earliest.correlate(EarningRule).scalar_subquery())


async def end_of(session: AsyncSession, rule_id: UUID) -> tuple[datetime | None, int]:
    """When a rule ends by what was said since it was made, and how many times that was said."""
    ends = select(func.min(RuleEnd.ends_at), func.coalesce(func.max(RuleEnd.number), 0))
    earliest, number = (await session.execute(ends.where(RuleEnd.rule_id == rule_id))).one()
    return earliest, number


def holds_in(community_id: UUID, district_id: UUID | None) -> ColumnElement[bool]:
    """Rules of a community, of its district, and of everywhere."""
    return and_(
        or_(EarningRule.district_id.is_(None), EarningRule.district_id == district_id),
        or_(EarningRule.community_id.is_(None), EarningRule.community_id == community_id),
    )


def rules_about(
    *facts: str, community_id: UUID, district_id: UUID, at: datetime
) -> Select[EarningRule]:
    """The rules that facts in a community are judged by, shadows among them."""
    return (
        select(EarningRule)
        .where(EarningRule.fact.in_(facts), in_force(at), holds_in(community_id, district_id))
        .order_by(EarningRule.id)
    )


def rules_paying_for(
    *facts: str, community_id: UUID, district_id: UUID, at: datetime
) -> Select[EarningRule]:
    """Of these, the ones that pay."""
    found = rules_about(*facts, community_id=community_id, district_id=district_id, at=at)
    return found.where(EarningRule.shadow.is_(False))


@built_once
def rule_lines() -> Rows:
    """Rules with the instant at which they end, whichever way."""
    return select(EarningRule.__table__, _ends_at().label("ends_at"))


def standing_between(
    rule: EarningRule, begin: datetime, end: datetime
) -> Select[EarningRule, datetime | None]:
    """The rules that paid for the same kind of fact in a period where a rule holds, with their
    ends; also those of single communities of its district."""
    ends_at = _ends_at()
    here = or_(EarningRule.district_id.is_(None), EarningRule.district_id == rule.district_id)
    if rule.community_id is not None:
        of_us = EarningRule.community_id == rule.community_id
        here = and_(here, or_(EarningRule.community_id.is_(None), of_us))
    return (
        select(EarningRule, ends_at)
        .where(
            here,
            EarningRule.fact == rule.fact,
            EarningRule.shadow.is_(False),
            EarningRule.valid_from < end,
            or_(ends_at.is_(None), ends_at > begin),
        )
        .order_by(EarningRule.id)
    )
