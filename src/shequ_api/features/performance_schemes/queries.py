"""Reads of schemes."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, or_, select

from shequ_api.base.access.actor import Actor, in_scope, kept_above
from shequ_api.base.places.models import Place
from shequ_api.features.performance_schemes.models import PerformanceScheme
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def schemes_over(actor: Actor) -> ColumnElement[bool]:
    """Schemes inside the actor's scope, and those of the places above it."""
    return or_(in_scope(actor, PerformanceScheme), kept_above(actor, PerformanceScheme.place_id))


@built_once
def scheme_lines() -> Rows:
    """Schemes with the names of their places."""
    return select(PerformanceScheme.__table__, Place.name.label("place_name")).join(
        Place, Place.id == PerformanceScheme.place_id
    )


def scheme_for(community: Any, month: Any) -> Select[UUID]:
    """The published scheme by which a community's month is reviewed: the nearest, the latest."""
    near = case(
        (PerformanceScheme.community_id.is_not(None), 0),
        (PerformanceScheme.subdistrict_id.is_not(None), 1),
        else_=2,
    )
    places = (community.id, community.subdistrict_id, community.district_id)
    valid = (PerformanceScheme.published_at.is_not(None), PerformanceScheme.valid_from <= month)
    return (
        select(PerformanceScheme.id)
        .where(PerformanceScheme.place_id.in_(places), *valid)
        .order_by(near, PerformanceScheme.valid_from.desc())
        .limit(1)
    )
