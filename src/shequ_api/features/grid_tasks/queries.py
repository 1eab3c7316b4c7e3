"""Reads of goals: what is to be visited, what was, and what shows it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on

from shequ_api.base.places.history_models import GridSuccession
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.base.register.models import Premises
from shequ_api.features.assets.public import stands_at
from shequ_api.features.check_ins.public import counting_check_ins
from shequ_api.features.grid_tasks.models import GridGoal, GridTaskVisit
from shequ_api.features.grid_tasks.rules import SHOPS, VisitedKind
from shequ_api.features.patrol_tasks.public import LATE_BY, PatrolTask
from shequ_api.features.patrols.public import COUNTS, Inspection

Rows = Select[*tuple[Any, ...]]


def visited(kind: str, asset_kind: str | None) -> ColumnElement[bool]:
    """Whether somebody is to go to a place: it stands, and is of the kind. Of shops, as far as the
    walls let this transaction see them."""
    stands = Place.ended_at.is_(None)
    if kind == VisitedKind.ASSET:
        assert asset_kind is not None
        return and_(stands, stands_at(Place.id, asset_kind))
    if kind == VisitedKind.SHOP:
        shop = (Premises.ended_at.is_(None), Premises.kind.in_(SHOPS))
        return and_(stands, exists().where(Premises.place_id == Place.id, *shop))
    return and_(stands, Place.kind == PlaceKind(kind))


def _of_goal() -> ColumnElement[bool]:
    """A goal's micro-grid, or those below its general grid."""
    return or_(Grid.id == GridGoal.grid_id, Grid.parent_id == GridGoal.grid_id)


def members(task_ids: Collection[UUID], of_kind: ColumnElement[bool]) -> Rows:
    """`task_id`, `place_id`: what is to be visited in the grids of some tasks, as they are now. A
    building that lies in several micro-grids is in none."""
    return (
        select(GridGoal.task_id, Place.id.label("place_id"))
        .join(Grid, _of_goal())
        .join(Place, Place.micro_grid_id == Grid.id)
        .where(GridGoal.task_id.in_(task_ids), of_kind)
    )


def _inside(device_at: Any, received_at: Any) -> ColumnElement[bool]:
    """By either clock inside the window, and none from before it opens: as of every patrol task."""
    came = (PatrolTask.opens_at <= received_at, received_at < PatrolTask.closes_at + LATE_BY)
    clocks = [
        and_(PatrolTask.opens_at <= at, PatrolTask.closes_at > at)
        for at in (device_at, received_at)
    ]
    return and_(*came, or_(*clocks))


def evidence(tasks: Sequence[PatrolTask], of_kind: ColumnElement[bool]) -> Any:
    """What shows that somebody went to what is to be visited, for tasks that ask for one form, or
    for check-ins: `task_id`, `place_id`, `evidence_id`, `worker_id`, `received_at`. For each grid a
    range of one index; by check-ins, one for each place."""
    begin, end = min(task.opens_at for task in tasks), max(task.closes_at for task in tasks)
    goals = (
        select(GridGoal.task_id)
        .join(PatrolTask, PatrolTask.id == GridGoal.task_id)
        .join(Grid, _of_goal())
        .where(GridGoal.task_id.in_([task.id for task in tasks]))
    )
    if tasks[0].form_key is None:
        return _checked_in(goals, of_kind, begin, end)
    form = Inspection
    # The bounds of all windows, said once more as values: so that they bound the index.
    came = (form.received_at >= begin, form.received_at < end + LATE_BY)
    of_form = and_(form.micro_grid_id == Grid.id, form.form_key == tasks[0].form_key, COUNTS)
    return (
        goals.join(form, and_(of_form, *came, _inside(form.filled_at, form.received_at)))
        .join(Place, and_(Place.id == form.place_id, Place.micro_grid_id == Grid.id))
        .where(of_kind)
        .add_columns(
            Place.id.label("place_id"),
            form.id.label("evidence_id"),
            form.worker_id,
            form.received_at,
        )
        .subquery()
    )


def _checked_in(goals: Rows, of_kind: ColumnElement[bool], begin: datetime, end: datetime) -> Any:
    parts = []
    for name in ("place_id", "code_place_id"):
        made = counting_check_ins().subquery()
        came = (made.c.received_at >= begin, made.c.received_at < end + LATE_BY)
        there = and_(made.c[name] == Place.id, *came)
        parts.append(
            goals.join(Place, Place.micro_grid_id == Grid.id)
            .join(made, and_(there, _inside(made.c.device_at, made.c.received_at)))
            .where(of_kind)
            .add_columns(
                Place.id.label("place_id"),
                made.c.id.label("evidence_id"),
                made.c.worker_id,
                made.c.received_at,
            )
        )
    return union_all(*parts).subquery()


def latest(task_ids: Collection[UUID]) -> Rows:
    """Of each task the last visit that counts: `task_id`, `evidence_id`, `worker_id`,
    `received_at`."""
    made = counting_check_ins().subquery()
    worker = func.coalesce(Inspection.worker_id, made.c.worker_id)
    received = func.coalesce(Inspection.received_at, made.c.received_at)
    visit = GridTaskVisit
    return (
        select(
            visit.task_id,
            visit.evidence_id,
            worker.label("worker_id"),
            received.label("received_at"),
        )
        .select_from(visit)
        .outerjoin(Inspection, Inspection.id == visit.evidence_id)
        .outerjoin(made, made.c.id == visit.evidence_id)
        .where(visit.task_id.in_(task_ids))
        .ext(distinct_on(visit.task_id))
        .order_by(visit.task_id, received.desc(), visit.evidence_id)
    )


def sizes(place: Place, grid_kind: GridKind, of_kind: ColumnElement[bool]) -> Rows:
    """`grid_id`, `size`: how much is to be visited in each grid of a place."""
    column = Place.micro_grid_id if grid_kind == GridKind.MICRO else Place.general_grid_id
    inside = getattr(Place, f"{place.kind.value}_id") == place.id
    return (
        select(column.label("grid_id"), func.count().label("size"))
        .where(inside, Place.micro_grid_id.is_not(None), column.is_not(None), of_kind)
        .group_by(column)
    )


def remaining(goal: GridGoal) -> Rows:
    """What is still to be visited, with its key in the order of walking: building 2 before 10."""
    gone = exists().where(GridTaskVisit.task_id == goal.task_id, GridTaskVisit.place_id == Place.id)
    grids = or_(Grid.id == goal.grid_id, Grid.parent_id == goal.grid_id)
    return (
        select(Place.id.label("place_id"), Place.full_name.label("place_name"))
        .join(Grid, Grid.id == Place.micro_grid_id)
        .where(grids, visited(goal.kind, goal.asset_kind), ~gone)
    )


def walking() -> ColumnElement[str]:
    """A place's code with its numbers of one length, so that texts are in the order of walking."""
    padded = func.regexp_replace(Place.code, "([0-9]+)", r"000000000000\1", "g")
    key: ColumnElement[str] = func.regexp_replace(padded, "[0-9]*([0-9]{12})", r"\1", "g")
    return key.collate("C")


def goals_below(community_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Goals of the grids of communities."""
    grids = select(Grid.id).where(Grid.community_id.in_(community_ids))
    return GridGoal.grid_id.in_(grids) if community_ids else false()


def wanted_before(order_id: UUID, grid_id: UUID) -> Rows:
    """So many visits as were wanted of all grids that became one."""
    before = select(GridSuccession.grid_id).where(GridSuccession.successor_id == grid_id)
    own = (GridGoal.order_id == order_id, GridGoal.grid_id.in_(before))
    return select(func.sum(GridGoal.wanted)).where(*own)


def size_of(grid_id: UUID, of_kind: ColumnElement[bool]) -> Rows:
    """How much is to be visited in one micro-grid."""
    return select(func.count()).select_from(Place).where(Place.micro_grid_id == grid_id, of_kind)
