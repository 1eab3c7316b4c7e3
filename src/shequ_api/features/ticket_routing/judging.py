"""Asking the rules, in order, to whom a ticket goes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.calendar.rules import is_workday
from shequ_api.features.ticket_routing import queries
from shequ_api.features.ticket_routing.models import RoutingRule
from shequ_api.features.ticket_routing.rules import (
    Asked,
    Candidate,
    RoutingOutcome,
    RoutingTargetKind,
    Strategy,
    chosen_of,
    conditions_of,
    why_not,
)
from shequ_api.kit.clock import china_date


class Spot(NamedTuple):
    """Where something lies, as a rule asks for it."""

    city_id: UUID
    district_id: UUID
    subdistrict_id: UUID
    community_id: UUID
    general_grid_id: UUID | None
    micro_grid_id: UUID | None


def spot_of(located: Any) -> Spot:
    """Of a ticket, or of a place in a community."""
    return Spot(*(getattr(located, name) for name in Spot._fields))


def asked_of(
    located: Any,
    place_id: UUID,
    *,
    service_code: str,
    source_kind: str,
    at: datetime,
    workday: bool,
) -> Asked:
    """What a rule looks at, of something that lies at a place."""
    places = (place_id, located.building_id, located.compound_id, located.community_id)
    grids = (located.general_grid_id, located.micro_grid_id)
    return Asked(
        service_code=service_code,
        source_kind=source_kind,
        places=frozenset(each for each in places if each),
        grids=frozenset(each for each in grids if each),
        at=at,
        workday=workday,
    )


async def is_working(session: AsyncSession, at: datetime) -> bool:
    """Whether an instant falls on a workday in China."""
    day = china_date(at)
    return is_workday(day, await exceptions_between(session, day, day))


@dataclass
class Verdict:
    """What the rules say, and on what grounds."""

    outcome: RoutingOutcome = RoutingOutcome.TRIAGE
    rule: RoutingRule | None = None
    chosen: Candidate | None = None
    offered: list[Candidate] = field(default_factory=list)
    considered: list[dict[str, Any]] = field(default_factory=list)

    @property
    def spoke(self) -> bool:
        """Whether any rule's conditions fitted."""
        return any(each["fits"] for each in self.considered)


async def judge(
    session: AsyncSession,
    rules: Sequence[RoutingRule],
    asked: Asked,
    spot: Spot,
    *,
    left_out: Collection[UUID] = (),
    locking: bool = False,
) -> Verdict:
    """Ask each rule in order until one has somebody, or says that it is nobody's.

    `locking`: it is meant, so that of two at once each sees whom the other chose.
    """
    verdict = Verdict()
    for rule in rules:
        met = conditions_of(rule.content, asked)
        fits = all(met.values())
        told: dict[str, Any] = {
            "rule_id": str(rule.id),
            "version": rule.version,
            "title": rule.content["title"],
            "conditions": [{"kind": kind.value, "met": so} for kind, so in met.items()],
            "fits": fits,
            "candidates": [],
        }
        verdict.considered.append(told)
        if fits and await _decides(session, verdict, rule, told, asked, spot, left_out, locking):
            break
    return verdict


async def _decides(
    session: AsyncSession,
    verdict: Verdict,
    rule: RoutingRule,
    told: dict[str, Any],
    asked: Asked,
    spot: Spot,
    left_out: Collection[UUID],
    locking: bool,
) -> bool:
    action = rule.content["action"]
    if action["kind"] == RoutingTargetKind.QUEUE:
        verdict.rule, verdict.outcome = rule, RoutingOutcome.QUEUED
        return True
    if locking:
        await lock_rule(session, rule.id)
    cap, strategy = action["load_cap"], Strategy(action["strategy"])
    found = await considered_by(session, rule.id, action, spot, asked.at)
    reasons = {one.posting_id: why_not(one, cap, left_out) for one in found}
    told["candidates"] = [_told(one, reasons[one.posting_id]) for one in found]
    fitting = [one for one in found if reasons[one.posting_id] is None]
    if not fitting:
        return False
    verdict.rule = rule
    if strategy == Strategy.GRAB:
        verdict.outcome, verdict.offered = RoutingOutcome.OFFERED, fitting
    else:
        verdict.outcome, verdict.chosen = RoutingOutcome.ASSIGNED, chosen_of(strategy, fitting)
    return True


def _told(one: Candidate, reason: str | None) -> dict[str, Any]:
    return {"posting_id": str(one.posting_id), "load": one.load, "why_not": reason}


async def lock_rule(session: AsyncSession, rule_id: UUID) -> None:
    """One after the other: loads and turns that a rule looks at are read behind this."""
    this = select(RoutingRule.id).where(RoutingRule.id == rule_id)
    await session.execute(this.with_for_update())


async def considered_by(
    session: AsyncSession, rule_id: UUID, action: Mapping[str, Any], spot: Spot, at: datetime
) -> list[Candidate]:
    """Whom a rule considers, with their loads and turns: three statements."""
    rows = (await session.execute(queries.candidates(action, spot, china_date(at)))).all()
    if not rows:
        return []
    people = {row.person_id for row in rows}
    loads = {row.assignee_id: row.load for row in await session.execute(queries.loads_of(people))}
    turns = {row.posting_id: row.turn for row in await session.execute(queries.turns_of(rule_id))}
    return [
        Candidate(
            row.posting_id,
            row.person_id,
            row.absent,
            loads.get(row.person_id, 0),
            turns.get(row.posting_id),
        )
        for row in rows
    ]
