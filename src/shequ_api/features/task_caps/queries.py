"""Reads of caps."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.task_caps.models import TaskCap
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def cap_lines() -> Rows:
    """Caps, with the names that people read."""
    return (
        select(
            TaskCap.place_id,
            Place.full_name.label("place_name"),
            Place.kind,
            TaskCap.tasks,
            TaskCap.minutes,
            TaskCap.reason,
            TaskCap.set_at,
            Person.name.label("set_by_name"),
        )
        .join(Place, Place.id == TaskCap.place_id)
        .join(Person, Person.id == TaskCap.set_by_id)
    )


def holding_for(actor: Actor) -> ColumnElement[bool]:
    """The caps that hold for any grid of the actor's district or subdistrict."""
    if actor.acting is None or actor.district_id is None:
        return false()
    of_district = TaskCap.place_id == actor.district_id
    subdistrict_id = actor.acting.subdistrict_id
    if subdistrict_id is None:
        return TaskCap.district_id == actor.district_id
    return or_(of_district, TaskCap.place_id == subdistrict_id)


def caps_of(grid_ids: list[UUID]) -> Rows:
    """Each grid with the caps of its district and its subdistrict, of which either may lack."""
    district, subdistrict = aliased(TaskCap), aliased(TaskCap)
    return (
        select(
            Grid.id,
            Grid.name,
            district.tasks.label("district_tasks"),
            district.minutes.label("district_minutes"),
            subdistrict.tasks.label("subdistrict_tasks"),
            subdistrict.minutes.label("subdistrict_minutes"),
        )
        .outerjoin(district, and_(district.place_id == Grid.district_id))
        .outerjoin(subdistrict, and_(subdistrict.place_id == Grid.subdistrict_id))
        .where(Grid.id.in_(grid_ids))
        .where(or_(district.place_id.is_not(None), subdistrict.place_id.is_not(None)))
        .order_by(Grid.id)
    )
