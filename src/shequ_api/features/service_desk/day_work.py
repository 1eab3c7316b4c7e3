"""Applications that the office must see to today: to be accepted, and due."""

from typing import Any

from sqlalchemy import ColumnElement, select

from shequ_api.base.access.actor import Actor
from shequ_api.base.day_work import Day, DayWork, Rows, work_columns
from shequ_api.base.places.models import Place
from shequ_api.features.service_applications.public import (
    STATE_TITLES,
    ApplicationState,
    ServiceApplication,
)
from shequ_api.features.service_desk.permissions import ServiceDeskPermission

A = ServiceApplication


def _lines(actor: Actor, order: Any, *which: ColumnElement[bool]) -> Rows:
    columns = work_columns(
        Place,
        row_id=A.id,
        title=A.title,
        state=A.state,
        opens_at=A.submitted_at,
        due_at=A.due_at,
        detail=A.number,
    )
    scope = getattr(A, actor.acting.scope.column, None) if actor.acting else None
    held_at = actor.acting.scope.id if actor.acting else None
    # Of the very office, found by the index of its scope.
    ours = (*([scope == held_at] if scope is not None else []), A.place_id == held_at)
    lines = select(*columns).select_from(A).join(Place, Place.id == A.applied_at_id)
    return lines.where(*ours, *which).order_by(order, A.id)


def _waiting(actor: Actor, _: Day) -> Rows:
    return _lines(actor, A.submitted_at, A.state == ApplicationState.SUBMITTED)


def _due(actor: Actor, day: Day) -> Rows:
    return _lines(actor, A.due_at, A.due_at < day.ends_at)


DAY_WORK = [
    DayWork(
        key="service_applications_waiting",
        title="待受理的办件",
        permission=ServiceDeskPermission.HANDLE,
        lines=_waiting,
        operation="get_service_application",
        parameters={"application_id": "id"},
        states=STATE_TITLES,
    ),
    DayWork(
        key="service_applications_due",
        title="今日到期及超期的办件",
        permission=ServiceDeskPermission.HANDLE,
        lines=_due,
        operation="get_service_application",
        parameters={"application_id": "id"},
        states=STATE_TITLES,
    ),
]
