"""Reads of waivers."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.hazard_desk.models import HazardWaiver
from shequ_api.features.hazards.public import Hazard
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def waiver_lines() -> Rows:
    """Waivers with names, and what they are about."""
    asked, decided = aliased(Person), aliased(Person)
    shown = ("id", "hazard_id", "kind", "reason", "asked_at", "granted", "note", "decided_at")
    return (
        select(
            *(getattr(HazardWaiver, name) for name in shown),
            Hazard.level,
            Hazard.text,
            Place.full_name.label("place_name"),
            asked.name.label("asked_by_name"),
            decided.name.label("decided_by_name"),
        )
        .join(Hazard, Hazard.id == HazardWaiver.hazard_id)
        .join(Place, Place.id == Hazard.place_id)
        .join(asked, asked.id == HazardWaiver.asked_by_id)
        .outerjoin(decided, decided.id == HazardWaiver.decided_by_id)
    )


def pending_waiver(hazard_id: UUID) -> Select[HazardWaiver]:
    """The waiver that waits for a second person, locked."""
    pending = (HazardWaiver.hazard_id == hazard_id, HazardWaiver.decided_at.is_(None))
    return select(HazardWaiver).where(*pending).with_for_update()
