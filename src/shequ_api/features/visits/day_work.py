"""Visits of today: of who serves the grid, of who comes along, of who lives there."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select, true

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.day_work import Day, DayWork, Rows, work_columns
from shequ_api.base.places.models import Place
from shequ_api.features.visit_purposes.public import VisitPurpose
from shequ_api.features.visits.models import Visit
from shequ_api.features.visits.permissions import VisitPermission
from shequ_api.features.visits.rules import OPEN, REPLY_TITLES, STATE_TITLES

LOOK_BACK, LOOK_AHEAD = timedelta(days=30), timedelta(days=7)


def open_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Visits that are not over, as lines of the list of the day."""
    columns = work_columns(
        Place,
        row_id=Visit.id,
        title=VisitPurpose.title,
        state=Visit.state,
        opens_at=Visit.opens_at,
        due_at=Visit.closes_at,
        form_key=Visit.form_keys[0].astext,
    )
    return (
        select(*columns)
        .select_from(Visit)
        .join(Place, Place.id == Visit.place_id)
        .join(VisitPurpose, VisitPurpose.code == Visit.purpose_code)
        .where(Visit.state.in_(OPEN), *conditions)
        .order_by(Visit.closes_at, Visit.id)
    )


def _to_hold(actor: Actor, day: Day) -> Rows:
    """Of a micro-grid all; above it what one arranged oneself, or what lies in no micro-grid."""
    micro = actor.acting is not None and actor.acting.scope.column == "micro_grid_id"
    own = or_(Visit.planned_by_id == actor.person_id, Visit.micro_grid_id.is_(None))
    return open_lines(
        in_scope(actor, Visit),
        true() if micro else own,
        Visit.opens_at >= day.begins_at - LOOK_BACK,
        Visit.opens_at < day.ends_at,
    )


def _to_answer(actor: Actor, day: Day) -> Rows:
    waiting = and_(Visit.wish.is_not(None), Visit.closes_at > day.now)
    found = open_lines(in_scope(actor, Visit), waiting)
    # What they ask for is what matters here.
    columns = {column.name: column for column in found.selected_columns}
    wish = [Visit.wish.label("state") if name == "state" else columns[name] for name in columns]
    return found.with_only_columns(*wish, maintain_column_froms=True)


DAY_WORK = [
    DayWork(
        key="visits",
        title="入户走访",
        permission=VisitPermission.CONDUCT,
        lines=_to_hold,
        operation="get_visit",
        parameters={"visit_id": "id"},
        states=STATE_TITLES,
        shown=30,
    ),
    DayWork(
        key="visit_wishes",
        title="住户希望改约或谢绝",
        permission=VisitPermission.PLAN,
        lines=_to_answer,
        operation="get_visit",
        parameters={"visit_id": "id"},
        states=REPLY_TITLES,
        shown=10,
    ),
]
