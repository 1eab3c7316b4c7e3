"""Reads of visits."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Organisation, Person, Posting
from shequ_api.base.people.queries import in_force
from shequ_api.base.places.models import Place
from shequ_api.features.visit_purposes.public import VisitPurpose
from shequ_api.features.visits.models import (
    Visit,
    VisitInspection,
    VisitParticipant,
    VisitReply,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def visit_lines() -> Rows:
    """Visits with the names that people read."""
    concerned = aliased(Person)
    return (
        select(
            Visit.__table__,
            Place.full_name.label("place_name"),
            VisitPurpose.title.label("purpose_title"),
            Person.name.label("planned_by_name"),
            concerned.name.label("concerned_name"),
        )
        .join(Place, Place.id == Visit.place_id)
        .join(VisitPurpose, VisitPurpose.code == Visit.purpose_code)
        .join(Person, Person.id == Visit.planned_by_id)
        .outerjoin(concerned, concerned.id == Visit.concerned_id)
    )


def participant_lines(visit_ids: Collection[UUID], today: date) -> Rows:
    """Who comes along, by which office of which organisation, and whether that still lasts."""
    lasting = or_(
        VisitParticipant.posting_id.is_(None),
        exists().where(Posting.id == VisitParticipant.posting_id, in_force(today)),
    )
    by = aliased(Posting)
    return (
        select(
            VisitParticipant.visit_id,
            VisitParticipant.person_id,
            VisitParticipant.present,
            Person.name,
            by.role,
            Organisation.name.label("organisation_name"),
            and_(lasting, Person.disabled_at.is_(None)).label("comes"),
        )
        .join(Person, Person.id == VisitParticipant.person_id)
        .outerjoin(by, by.id == VisitParticipant.posting_id)
        .outerjoin(Organisation, Organisation.id == by.organisation_id)
        .where(VisitParticipant.visit_id.in_(visit_ids), VisitParticipant.removed_at.is_(None))
        .order_by(VisitParticipant.visit_id, VisitParticipant.invited_at, Person.id)
    )


def reply_lines(visit_id: UUID) -> Rows:
    """What those who live there said."""
    return (
        select(VisitReply.__table__, Person.name)
        .join(Person, Person.id == VisitReply.person_id)
        .where(VisitReply.visit_id == visit_id)
        .order_by(VisitReply.said_at, VisitReply.person_id)
    )


def inspections_of(visit_id: UUID) -> Select[UUID]:
    """The forms that were filled in at a visit."""
    linked = select(VisitInspection.inspection_id).where(VisitInspection.visit_id == visit_id)
    return linked.order_by(VisitInspection.inspection_id)
