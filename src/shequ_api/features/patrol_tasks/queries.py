"""Reads of tasks."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.permissions import PatrolTaskPermission
from shequ_api.features.patrol_tasks.rules import TaskState
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def task_lines() -> Rows:
    """Tasks with the names that people read."""
    return (
        select(
            PatrolTask.__table__,
            Place.full_name.label("place_name"),
            Person.name.label("assignee_name"),
        )
        .join(Place, Place.id == PatrolTask.place_id)
        .outerjoin(Person, Person.id == PatrolTask.assignee_id)
    )


def between(first: date, last: date) -> ColumnElement[bool]:
    """Tasks of some days, by the column that their indexes are ordered by."""
    begin, end = china_midnight(first), china_midnight(last + timedelta(days=1))
    return and_(PatrolTask.opens_at >= begin, PatrolTask.opens_at < end)


def to_do_on(day: date) -> ColumnElement[bool]:
    """Tasks of a day: those that open on it, and what may be done on any of some days."""
    begin, end = china_midnight(day), china_midnight(day + timedelta(days=1))
    lasting = and_(
        PatrolTask.source_kind.is_not(None),
        PatrolTask.state == TaskState.READY,
        PatrolTask.opens_at < end,
        PatrolTask.closes_at > begin,
    )
    return or_(between(day, day), lasting)


def own_tasks(actor: Actor) -> ColumnElement[bool]:
    """What lies with the actor: all of the micro-grid they serve or cover, of a general grid what
    lies in no micro-grid; and what was given by name to them, or to whom they cover."""
    if actor.acting is None or not actor.may(PatrolTaskPermission.PERFORM):
        return false()
    served = in_scope(actor, PatrolTask)
    if actor.acting.scope.column == "general_grid_id":
        served = and_(served, PatrolTask.micro_grid_id.is_(None))
    covered = aliased(Posting)
    covering = (
        select(covered.person_id)
        .join(Posting, Posting.covers_id == covered.id)
        .where(Posting.id == actor.acting.id)
        .scalar_subquery()
    )
    named = or_(PatrolTask.assignee_id == actor.person_id, PatrolTask.assignee_id == covering)
    return or_(served, and_(named, PatrolTask.community_id == actor.acting.community_id))


def tallies(*conditions: ColumnElement[bool]) -> Rows:
    """Of each micro-grid and plan the number of its tasks in each state."""
    grid = select(Grid.name).where(Grid.id == PatrolTask.micro_grid_id).scalar_subquery()
    counts = (
        func.count().filter(PatrolTask.state == state).label(state.value) for state in TaskState
    )
    return (
        select(
            PatrolTask.micro_grid_id,
            PatrolTask.plan_id,
            grid.label("micro_grid_name"),
            func.max(PatrolTask.title).label("title"),
            *counts,
        )
        .where(PatrolTask.plan_id.is_not(None), *conditions)
        .group_by(PatrolTask.micro_grid_id, PatrolTask.plan_id, *TALLY_ORDER[:1])
    )


TALLY_ORDER: list[Any] = [
    func.coalesce(PatrolTask.micro_grid_id, PatrolTask.community_id),
    PatrolTask.plan_id,
]
