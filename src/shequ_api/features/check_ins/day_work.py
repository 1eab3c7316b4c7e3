"""Check-ins that wait for the worker's word, and for a reviewer's."""

from datetime import timedelta

from sqlalchemy import ColumnElement, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.day_work import Day, DayWork, Rows, work_columns
from shequ_api.base.places.models import Place
from shequ_api.features.check_ins.models import CheckIn, ReviewState
from shequ_api.features.check_ins.permissions import CheckInPermission

LOOK_BACK = timedelta(days=30)
WAITS = {"doubted": "证据不足，待您说明", "explained": "待审核"}


def _lines(title: str, *conditions: ColumnElement[bool]) -> Rows:
    columns = work_columns(
        Place,
        row_id=CheckIn.id,
        title=title,
        state=CheckIn.review_state,
        opens_at=CheckIn.received_at,
    )
    return (
        select(*columns)
        .select_from(CheckIn)
        .join(Place, Place.id == CheckIn.place_id)
        .where(CheckIn.review_state == ReviewState.WAITING, *conditions)
    )


def _to_explain(actor: Actor, day: Day) -> Rows:
    mine = CheckIn.worker_id == actor.person_id
    recent = CheckIn.happened_at > day.now - LOOK_BACK
    doubted = _lines("doubted", mine, recent, CheckIn.explanation.is_(None))
    return doubted.order_by(CheckIn.happened_at, CheckIn.id)


def _to_review(actor: Actor, day: Day) -> Rows:
    others = CheckIn.worker_id != actor.person_id
    recent = CheckIn.received_at > day.now - LOOK_BACK
    waiting = _lines("explained", in_scope(actor, CheckIn), recent, others)
    return waiting.order_by(CheckIn.received_at, CheckIn.id)


DAY_WORK = [
    DayWork(
        key="check_ins_to_explain",
        title="待说明的打卡",
        permission=CheckInPermission.MAKE,
        lines=_to_explain,
        operation="explain_check_in",
        parameters={"check_in_id": "id"},
        titles=WAITS,
        states={ReviewState.WAITING: "待审核"},
    ),
    DayWork(
        key="check_ins_to_review",
        title="待审核的打卡",
        permission=CheckInPermission.REVIEW,
        lines=_to_review,
        operation="get_check_in",
        parameters={"check_in_id": "id"},
        titles=WAITS,
        states={ReviewState.WAITING: "待审核"},
        shown=5,
    ),
]
