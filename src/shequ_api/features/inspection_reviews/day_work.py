"""Inspections that came back, that lack photos, or that wait for my word."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.day_work import Day, DayWork, Rows, work_columns
from shequ_api.base.files.models import File
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.models import Form
from shequ_api.features.patrols.public import (
    STATE_TITLES,
    WAITING,
    Inspection,
    InspectionPhoto,
    InspectionState,
    PatrolPermission,
)

UNFINISHED = (InspectionState.RECEIVED, InspectionState.HAS_ISSUES, InspectionState.EDITED)
"""As the index of a worker's open inspections has it."""
LOOK_BACK = timedelta(days=90)


def _lines(*conditions: ColumnElement[bool]) -> Rows:
    columns = work_columns(
        Place,
        row_id=Inspection.id,
        title=Form.title,
        state=Inspection.state,
        opens_at=Inspection.received_at,
    )
    return (
        select(*columns)
        .select_from(Inspection)
        .join(Form, Form.key == Inspection.form_key)
        .join(Place, Place.id == Inspection.place_id)
        .where(*conditions)
        .order_by(Inspection.received_at, Inspection.id)
    )


def _returned(actor: Actor, day: Day) -> Rows:
    mine = and_(
        Inspection.worker_id == actor.person_id,
        Inspection.received_at > day.now - LOOK_BACK,
        Inspection.state.in_(UNFINISHED),
    )
    return _lines(mine, Inspection.state == InspectionState.HAS_ISSUES)


def _without_photos(actor: Actor, day: Day) -> Rows:
    handed_in = exists().where(
        File.owner_id == Inspection.worker_id, File.original_sha256 == InspectionPhoto.sha256
    )
    lacking = exists().where(InspectionPhoto.inspection_id == Inspection.id, ~handed_in)
    mine = and_(
        Inspection.worker_id == actor.person_id,
        Inspection.received_at > day.now - LOOK_BACK,
        Inspection.state.in_(UNFINISHED),
    )
    return _lines(mine, Inspection.photos_waived_at.is_(None), lacking)


def _to_review(actor: Actor, day: Day) -> Rows:
    return _lines(
        in_scope(actor, Inspection),
        Inspection.received_at > day.now - LOOK_BACK,
        Inspection.reviewed_at.is_(None),
        Inspection.state.in_(WAITING),
        Inspection.worker_id != actor.person_id,
    )


DAY_WORK = [
    DayWork(
        key="inspections_returned",
        title="退回补正的排查",
        permission=PatrolPermission.INSPECT,
        lines=_returned,
        operation="get_inspection",
        parameters={"inspection_id": "id"},
        states=STATE_TITLES,
    ),
    DayWork(
        key="photos_expected",
        title="待上传照片的排查",
        permission=PatrolPermission.INSPECT,
        lines=_without_photos,
        operation="get_inspection",
        parameters={"inspection_id": "id"},
        states=STATE_TITLES,
    ),
    DayWork(
        key="inspections_to_review",
        title="待审核的排查",
        permission=PatrolPermission.REVIEW,
        lines=_to_review,
        operation="get_inspection",
        parameters={"inspection_id": "id"},
        states=STATE_TITLES,
        shown=5,
    ),
]
