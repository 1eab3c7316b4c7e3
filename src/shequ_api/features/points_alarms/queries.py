"""Reads of rules, counts and alarms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.earnings.public import facts_approved
from shequ_api.features.manual_credits.public import credits_given
from shequ_api.features.points_alarms.models import PointsAlarm, PointsAlarmCount, PointsAlarmRule
from shequ_api.features.points_alarms.rules import (
    SHIPPED,
    AlarmKind,
    AlarmRule,
    AlarmState,
    slice_of,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
About = tuple[AlarmKind, UUID, UUID, UUID]
"""Kind, district, person, and with whom (the same person where it is about one card alone)."""
ORDER = [PointsAlarm.raised_at, PointsAlarm.id]


def about(kind: AlarmKind, district_id: UUID, one: UUID, other: UUID) -> About:
    """What an alarm is about: of two who give to each other, whoever gave last."""
    if kind == AlarmKind.MUTUAL:
        one, other = sorted((one, other))
    return kind, district_id, one, other


async def rules_in(session: AsyncSession, district_id: UUID) -> dict[AlarmKind, AlarmRule]:
    """What holds in a district: its own rules, else those that are shipped."""
    own = select(PointsAlarmRule).where(PointsAlarmRule.district_id == district_id)
    fresh = await session.scalars(own.execution_options(populate_existing=True))
    said = {AlarmKind(row.kind): _rule(row) for row in fresh}
    return {kind: said.get(kind, shipped) for kind, shipped in SHIPPED.items()}


async def rule_in(session: AsyncSession, district_id: UUID, kind: AlarmKind) -> AlarmRule:
    """One of them."""
    said = await session.get(PointsAlarmRule, (district_id, kind.value))
    return _rule(said) if said else SHIPPED[kind]


def _rule(row: PointsAlarmRule) -> AlarmRule:
    return AlarmRule(row.threshold, row.window_minutes, row.enabled)


def _about(table: Any, about: About) -> tuple[ColumnElement[bool], ...]:
    kind, district_id, person_id, other_id = about
    return (
        table.kind == kind,
        table.district_id == district_id,
        table.person_id == person_id,
        table.other_id == other_id,
    )


async def last_decision(session: AsyncSession, about: About) -> datetime | None:
    """When somebody decided last about the same."""
    latest = select(func.max(PointsAlarm.decided_at)).where(*_about(PointsAlarm, about))
    found: datetime | None = await session.scalar(latest)
    return found


async def counted(session: AsyncSession, about: About, since: datetime) -> int:
    """What was counted from a slice on: a dozen rows."""
    these = (*_about(PointsAlarmCount, about), PointsAlarmCount.slice_at >= since)
    total = select(func.coalesce(func.sum(PointsAlarmCount.amount), 0)).where(*these)
    return int((await session.scalars(total)).one())


async def open_alarm(session: AsyncSession, about: About) -> PointsAlarm | None:
    """The alarm about the same that nobody decided yet, locked."""
    this = (*_about(PointsAlarm, about), PointsAlarm.state == AlarmState.OPEN)
    found: PointsAlarm | None = await session.scalar(
        select(PointsAlarm).where(*this).with_for_update(key_share=True)
    )
    return found


async def had_a_hand(session: AsyncSession, alarm: PointsAlarm, human_id: UUID) -> bool:
    """Whether a human being, by whatever account, gave any of the points that an alarm may be
    about: of the card, or of both people, from the slice on in which its window began."""
    rule = AlarmRule(alarm.threshold, alarm.window_minutes)
    begins = slice_of(rule, alarm.raised_at - rule.window)
    merged = select(Person.id).where(Person.merged_into_id == human_id)
    accounts = {human_id, *await session.scalars(merged)}
    people = {alarm.person_id, alarm.other_id}
    kept = select(Person.id).where(Person.merged_into_id.in_(people))
    people |= set(await session.scalars(kept))
    by_hand = credits_given(accounts, people, alarm.district_id, begins)
    by_work = facts_approved(accounts, people, alarm.district_id, begins)
    return bool(await session.scalar(select(or_(by_hand, by_work))))


def facts_of(alarm: PointsAlarm) -> dict[str, Any]:
    """What every fact about an alarm says."""
    return {
        "subject_id": alarm.id,
        "district_id": alarm.district_id,
        "kind": alarm.kind,
        "community_id": alarm.community_id,
        "subdistrict_id": alarm.subdistrict_id,
    }


@built_once
def alarm_lines() -> Rows:
    """Alarms with the names that people read."""
    one, other, decider = (aliased(Person) for _ in range(3))
    return (
        select(
            PointsAlarm.__table__,
            Place.name.label("community_name"),
            one.name.label("person_name"),
            other.name.label("with_name"),
            decider.name.label("decided_by_name"),
        )
        .join(Place, Place.id == PointsAlarm.community_id)
        .join(one, one.id == PointsAlarm.person_id)
        .join(other, other.id == PointsAlarm.other_id)
        .outerjoin(decider, decider.id == PointsAlarm.decided_by_id)
    )
