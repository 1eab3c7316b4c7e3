"""Reads of plans."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.patrol_plans.models import (
    PatrolEdition,
    PatrolPlan,
    PatrolPoint,
    PatrolRoute,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def plan_lines() -> Rows:
    """Plans with their current editions, and what they are for."""
    scope = aliased(Grid)
    return (
        select(
            PatrolPlan.id,
            PatrolPlan.state,
            PatrolPlan.edition,
            PatrolPlan.drawn_at,
            PatrolEdition.title,
            PatrolEdition.form_key,
            PatrolEdition.first_on,
            PatrolEdition.last_on,
            func.coalesce(scope.name, Place.name).label("scope_name"),
        )
        .join(PatrolEdition, current())
        .join(Place, Place.id == PatrolPlan.community_id)
        .outerjoin(
            scope,
            scope.id == func.coalesce(PatrolPlan.micro_grid_id, PatrolPlan.general_grid_id),
        )
    )


def current() -> ColumnElement[bool]:
    """Of a plan its current edition."""
    return and_(PatrolEdition.plan_id == PatrolPlan.id, PatrolEdition.number == PatrolPlan.edition)


def edition_of(plan: PatrolPlan) -> Select[PatrolEdition]:
    """The current edition of a plan."""
    return select(PatrolEdition).where(
        PatrolEdition.plan_id == plan.id, PatrolEdition.number == plan.edition
    )


def point_lines(edition_id: UUID) -> Rows:
    """The points of an edition in the order of walking, each with its route."""
    return (
        select(
            PatrolPoint.id,
            PatrolPoint.place_id,
            Place.full_name.label("place_name"),
            PatrolPoint.asset_id,
            PatrolRoute.id.label("route_id"),
            PatrolRoute.name.label("route_name"),
            PatrolRoute.worker_id,
            Person.name.label("worker_name"),
        )
        .join(PatrolRoute, PatrolRoute.id == PatrolPoint.route_id)
        .join(Place, Place.id == PatrolPoint.place_id)
        .outerjoin(Person, Person.id == PatrolRoute.worker_id)
        .where(PatrolPoint.edition_id == edition_id)
        .order_by(PatrolPoint.position)
    )
