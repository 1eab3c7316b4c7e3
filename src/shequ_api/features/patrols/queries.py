"""Reads of patrols."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, Place
from shequ_api.blocks.forms.models import Form
from shequ_api.features.patrols.flow import WAITING, InspectionState
from shequ_api.features.patrols.models import Inspection, InspectionPhoto
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def inspection_with_case(inspection_id: UUID) -> Select[Inspection]:
    """One inspection, its case beside it."""
    return inspections_with_cases(Inspection.id == inspection_id)


def inspections_with_cases(*conditions: ColumnElement[bool]) -> Select[Inspection]:
    """Inspections, their cases beside them."""
    return (
        select(Inspection)
        .join(Inspection.case)
        .options(contains_eager(Inspection.case))
        .where(*conditions)
    )


@built_once
def inspection_lines() -> Rows:
    """Inspections with the names that people read."""
    return (
        select(
            Inspection.id,
            Inspection.form_key,
            Form.title.label("form_title"),
            Inspection.state,
            Inspection.place_id,
            Place.full_name.label("place_name"),
            Inspection.worker_id,
            Person.name.label("worker_name"),
            Inspection.hazard_level,
            Inspection.filled_at,
            Inspection.received_at,
            Inspection.reviewed_at,
        )
        .join(Form, Form.key == Inspection.form_key)
        .join(Place, Place.id == Inspection.place_id)
        .join(Person, Person.id == Inspection.worker_id)
    )


def counts_by_grid(actor: Actor, starts: datetime, ends: datetime) -> Rows:
    """How many inspections were received in my scope in a half-open span, by present micro-grid and
    state. Read from the index of the scope's column alone."""
    counted = (
        select(Inspection.micro_grid_id, Inspection.state, func.count().label("count"))
        .where(
            in_scope(actor, Inspection),
            Inspection.received_at >= starts,
            Inspection.received_at < ends,
        )
        .group_by(Inspection.micro_grid_id, Inspection.state)
        .subquery()
    )
    return (
        select(counted, Grid.name.label("grid_name"))
        .outerjoin(Grid, Grid.id == counted.c.micro_grid_id)
        .order_by(Grid.name.nulls_last(), counted.c.micro_grid_id, counted.c.state)
    )


def in_state(lines: Rows, state: InspectionState | None) -> Rows:
    """Only lines in one state, by the partial index where they wait for review; without a state
    all but those that were deleted."""
    if state is None:
        return lines.where(Inspection.state != InspectionState.DELETED)
    if state in WAITING:
        lines = lines.where(Inspection.reviewed_at.is_(None))
    return lines.where(Inspection.state == state)


def expected_photos(inspection: Inspection) -> Rows:
    """The photos that were to come later: photo_id, sha256, file_id (None where it lacks)."""
    handed_in = and_(
        File.owner_id == inspection.worker_id, File.original_sha256 == InspectionPhoto.sha256
    )
    return (
        select(InspectionPhoto.photo_id, InspectionPhoto.sha256, File.id.label("file_id"))
        .outerjoin(File, handed_in)
        .where(InspectionPhoto.inspection_id == inspection.id)
        .order_by(InspectionPhoto.photo_id)
    )


def photos_of(inspection: Inspection, named: Collection[UUID]) -> Select[File]:
    """The photos that an inspection's answers name, so far as they are there. Whose they may be
    was asked when they were named."""
    later = (
        select(File.id)
        .join(InspectionPhoto, InspectionPhoto.sha256 == File.original_sha256)
        .where(
            InspectionPhoto.inspection_id == inspection.id,
            InspectionPhoto.photo_id.in_(named),
            File.owner_id == inspection.worker_id,
        )
    )
    # An id of the phone's making is nobody's file, whatever it looks like.
    promised = select(InspectionPhoto.photo_id).where(
        InspectionPhoto.inspection_id == inspection.id
    )
    at_once = and_(File.id.in_(named), File.id.not_in(promised))
    return select(File).where(or_(at_once, File.id.in_(later))).order_by(File.id)
