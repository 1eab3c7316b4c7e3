"""Reads of rectification batches."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, true

from shequ_api.base.files.models import File
from shequ_api.base.people.models import Organisation
from shequ_api.base.places.models import Place
from shequ_api.features.hazards.public import TO_RECTIFY, Hazard
from shequ_api.features.inspection_forms.public import HazardLevel
from shequ_api.features.rectifications.models import (
    RectificationBatch,
    RectificationItem,
    RectificationPhoto,
)
from shequ_api.features.rectifications.rules import VisitOutcome
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
WAITING = RectificationItem.outcome.is_(None)


@built_once
def batch_lines() -> Rows:
    """Batches with names, and how many of their items came to what."""
    counted = (
        select(
            func.count().filter(WAITING).label("waiting"),
            *(
                func.count().filter(RectificationItem.outcome == outcome).label(outcome.value)
                for outcome in VisitOutcome
            ),
        )
        .where(RectificationItem.batch_id == RectificationBatch.id)
        .lateral()
    )
    shown = ("id", "title", "organisation_id", "firm_name", "notice", "place_id")
    times = ("starts_on", "ends_on", "made_at", "ended_at")
    return (
        select(
            *(getattr(RectificationBatch, name) for name in (*shown, *times)),
            Organisation.name.label("organisation_name"),
            Place.full_name.label("place_name"),
            *counted.c,
        )
        .join(Place, Place.id == RectificationBatch.place_id)
        .outerjoin(Organisation, Organisation.id == RectificationBatch.organisation_id)
        .join(counted, true())
    )


def item_lines(batch_id: UUID) -> Rows:
    """The items of a batch with what people read."""
    return (
        select(
            RectificationItem.hazard_id,
            Hazard.place_id,
            Place.full_name.label("place_name"),
            Hazard.level,
            Hazard.text,
            Hazard.state,
            RectificationItem.visit_on,
            RectificationItem.outcome,
            RectificationItem.note,
            RectificationItem.recorded_at,
        )
        .join(Hazard, Hazard.id == RectificationItem.hazard_id)
        .join(Place, Place.id == Hazard.place_id)
        .where(RectificationItem.batch_id == batch_id)
    )


def photos_of(batch_id: UUID, hazard_ids: Collection[UUID]) -> Rows:
    """The photos of some items: `hazard_id`, and what is shown of a file."""
    return (
        select(
            RectificationPhoto.hazard_id,
            File.id,
            File.media_type,
            File.width,
            File.height,
            File.taken_at,
        )
        .join(File, File.id == RectificationPhoto.file_id)
        .where(RectificationPhoto.batch_id == batch_id)
        .where(RectificationPhoto.hazard_id.in_(hazard_ids))
        .order_by(File.id)
    )


def in_no_batch() -> ColumnElement[bool]:
    """Hazards whose visit is not arranged already."""
    return ~exists().where(RectificationItem.hazard_id == Hazard.id, WAITING)


def items_of(batch_id: UUID, *conditions: ColumnElement[bool]) -> Select[RectificationItem]:
    """Items of a batch, locked."""
    found = select(RectificationItem).where(RectificationItem.batch_id == batch_id, *conditions)
    return found.order_by(RectificationItem.hazard_id).with_for_update()


def any_waiting(batch_id: UUID) -> Select[bool]:
    """Whether any visit of a batch is still to come."""
    return select(exists().where(RectificationItem.batch_id == batch_id, WAITING))


def left_to_do(ticket_ids: Collection[UUID]) -> Select[UUID | None]:
    """Those of some tickets for which something is still to be put right."""
    return (
        select(Hazard.ticket_id)
        .where(Hazard.ticket_id.in_(ticket_ids), Hazard.state.in_(TO_RECTIFY))
        .distinct()
    )


def walking_order(hazard_ids: Collection[UUID]) -> Rows:
    """Hazards in the order in which somebody goes from door to door: `id`, `place_id`."""
    return (
        select(Hazard.id, Hazard.place_id)
        .join(Place, Place.id == Hazard.place_id)
        .where(Hazard.id.in_(hazard_ids))
        .order_by(Place.code, Hazard.id)
    )


def meant(
    *, form_key: str, field: str, level: HazardLevel | None, compound_id: UUID
) -> list[ColumnElement[bool]]:
    """All that is to be put right of one flag in a compound."""
    found = [
        Hazard.compound_id == compound_id,
        Hazard.form_key == form_key,
        Hazard.field == field,
        Hazard.state.in_(TO_RECTIFY),
        Hazard.ended_at.is_(None),
    ]
    return found if level is None else [*found, Hazard.level == level]
