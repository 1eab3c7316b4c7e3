"""Making rules and changing them, each change an edition; and trying one before it counts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.calendar.rules import is_workday
from shequ_api.base.people.models import Organisation, Posting
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.base.places.offices import place_of_office
from shequ_api.features.ticket_routing import queries
from shequ_api.features.ticket_routing.judging import asked_of
from shequ_api.features.ticket_routing.models import RoutingRule, RoutingRuleEdition
from shequ_api.features.ticket_routing.rule_schemas import (
    RoutingRuleDraft,
    RoutingTrialLine,
    RoutingTrialView,
)
from shequ_api.features.ticket_routing.rules import conditions_of
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id

HELD_AT = frozenset({PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY})
WITHIN = (PlaceKind.COMMUNITY, PlaceKind.COMPOUND, PlaceKind.BUILDING)
MOST_RULES, TRIED = 50, 100


class RoutingPlaceUnfit(Malformed):
    """A rule is that of the place at which its author holds office."""

    code, title = "routing_place_unfit", "请以区、街道或社区的身份制定分派规则"


class RoutingTargetUnfit(Malformed):
    """What a rule names is not there, or not in the scope of who makes it."""

    code, title = "routing_target_unfit", "规则中的地点、网格、任职或单位不在您的辖区内"


class TooManyRoutingRules(NotNow):
    code, title = "too_many_routing_rules", "本级生效的分派规则过多，请先停用一部分"


async def make_rule(
    session: AsyncSession, actor: Actor, draft: RoutingRuleDraft, *, now: datetime
) -> RoutingRule:
    """A rule of the place of the acting posting."""
    place = await place_of_office(session, actor)
    if place is None or place.kind not in HELD_AT:
        raise RoutingPlaceUnfit
    if (await session.scalar(queries.lasting_of(place.id, now)) or 0) >= MOST_RULES:
        raise TooManyRoutingRules
    await _refuse_unfit(session, actor, draft)
    rule = RoutingRule(
        id=new_id(),
        place_id=place.id,
        city_id=place.city_id,
        district_id=place.district_id,
        subdistrict_id=place.subdistrict_id,
        community_id=place.community_id,
        made_at=now,
    )
    session.add(rule)
    return await _write(session, actor, rule, draft, now)


async def change_rule(
    session: AsyncSession,
    actor: Actor,
    rule: RoutingRule,
    draft: RoutingRuleDraft,
    *,
    now: datetime,
) -> RoutingRule:
    """Another content. What was decided by the one before stays explained by that one."""
    await _refuse_unfit(session, actor, draft)
    return await _write(session, actor, rule, draft, now)


async def _write(
    session: AsyncSession, actor: Actor, rule: RoutingRule, draft: RoutingRuleDraft, now: datetime
) -> RoutingRule:
    rule.content = _content(draft)
    rule.position, rule.active_until = draft.position, draft.active_until
    rule.changed_at, rule.changed_by_id = now, actor.person_id
    await session.flush()
    edition = RoutingRuleEdition(
        rule_id=rule.id,
        version=rule.version,
        district_id=rule.district_id,
        content=rule.content,
        made_at=now,
        made_by_id=actor.person_id,
    )
    session.add(edition)
    await session.flush()
    return rule


def _content(draft: RoutingRuleDraft) -> dict[str, Any]:
    return draft.model_dump(mode="json")


async def _refuse_unfit(session: AsyncSession, actor: Actor, draft: RoutingRuleDraft) -> None:
    """Whatever a rule names lies in the scope of who makes it. One statement for each."""
    action = draft.action
    named = (
        (draft.within_place_id, Place, Place.kind.in_(WITHIN)),
        (draft.within_grid_id, Grid, Grid.kind.in_([GridKind.GENERAL, GridKind.MICRO])),
        (action.posting_id, Posting, Posting.ended_at.is_(None)),
        (action.organisation_id, Organisation, Organisation.ended_at.is_(None)),
    )
    for wanted, model, stands in named:
        if wanted is None:
            continue
        found = exists().where(model.id == wanted, in_scope(actor, model), stands)
        if not await session.scalar(select(found)):
            raise RoutingTargetUnfit


async def try_rule(
    session: AsyncSession, actor: Actor, draft: RoutingRuleDraft
) -> RoutingTrialView:
    """Which of the latest tickets of the actor's scope a rule would have fitted, when they were
    filed. Nothing is done."""
    lines = queries.recent_lines(in_scope(actor, Ticket)).limit(TRIED)
    rows = (await session.execute(lines)).all()
    days = [china_date(row.created_at) for row in rows]
    known = await exceptions_between(session, min(days), max(days)) if days else {}
    content = _content(draft)
    tried = []
    for row, day in zip(rows, days, strict=True):
        asked = asked_of(
            row,
            row.place_id,
            service_code=row.service_code,
            source_kind=row.source_kind,
            at=row.created_at,
            workday=is_workday(day, known),
        )
        unmet = [kind for kind, met in conditions_of(content, asked).items() if not met]
        tried.append(_line(row, row.id, unmet))
    return RoutingTrialView(
        looked_at=len(tried), fitting=sum(each.fits for each in tried), tickets=tried
    )


def _line(row: Any, ticket_id: UUID, unmet: list[Any]) -> RoutingTrialLine:
    return RoutingTrialLine(
        ticket_id=ticket_id,
        place_name=row.place_name,
        service_code=row.service_code,
        created_at=row.created_at,
        fits=not unmet,
        unmet=unmet,
    )
