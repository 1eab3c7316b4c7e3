"""Reads of the visits that somebody comes along to."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import in_force
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency
from shequ_api.blocks.forms.models import Form, FormVersion
from shequ_api.features.visits.public import (
    SHOWN_TO_PARTICIPANTS,
    Visit,
    VisitParticipant,
    VisitPurpose,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def invited(person_id: UUID, today: date) -> ColumnElement[bool]:
    """Participations of a person that hold: neither taken back, nor by an office that is over."""
    lasting = exists().where(
        Posting.id == VisitParticipant.posting_id,
        Posting.person_id == VisitParticipant.person_id,
        in_force(today),
    )
    return and_(
        VisitParticipant.person_id == person_id,
        VisitParticipant.removed_at.is_(None),
        or_(VisitParticipant.posting_id.is_(None), lasting),
    )


def shown_to(person_id: UUID, now: datetime, today: date) -> ColumnElement[bool]:
    """Visits of which a participant may see now what they need, with `VisitParticipant` joined."""
    return and_(
        invited(person_id, today),
        VisitParticipant.access_from <= now,
        VisitParticipant.access_until > now,
        Visit.state.in_(SHOWN_TO_PARTICIPANTS),
    )


def attended(*conditions: ColumnElement[bool]) -> Select[Visit, VisitParticipant]:
    """Visits with one's own participation."""
    joined = select(Visit, VisitParticipant).join(
        VisitParticipant, VisitParticipant.visit_id == Visit.id
    )
    return joined.where(*conditions)


def came_as(visit_id: UUID, person_id: UUID) -> Select[str]:
    """The role by which somebody comes along to a visit; None: invited in person."""
    mine = (VisitParticipant.visit_id == visit_id, VisitParticipant.person_id == person_id)
    by_office = VisitParticipant.posting_id == Posting.id
    return (
        select(Posting.role)
        .select_from(VisitParticipant)
        .outerjoin(Posting, by_office)
        .where(*mine)
    )


@built_once
def attended_lines() -> Rows:
    """The same with the names that people read."""
    community = aliased(Place)
    return (
        select(
            Visit.id,
            Visit.round_id,
            Visit.position,
            Visit.purpose_code,
            VisitPurpose.title.label("purpose_title"),
            Visit.opens_at,
            Visit.closes_at,
            Visit.state,
            Visit.place_id,
            Place.full_name.label("place_name"),
            community.name.label("community_name"),
            VisitParticipant.access_from,
            VisitParticipant.access_until,
        )
        .join(VisitParticipant, VisitParticipant.visit_id == Visit.id)
        .join(VisitPurpose, VisitPurpose.code == Visit.purpose_code)
        .join(Place, Place.id == Visit.place_id)
        .join(community, community.id == Visit.community_id)
    )


def living_at(place_ids: Collection[UUID], today: date) -> Rows:
    """Who is verified to live at these dwellings: place_id, person_id, name."""
    return (
        select(Residency.place_id, Person.id.label("person_id"), Person.name)
        .join(Person, Person.id == Residency.person_id)
        .where(
            Residency.place_id.in_(place_ids),
            Residency.verified_at.is_not(None),
            Residency.starts_on <= today,
            Residency.ends_on.is_(None),
        )
        .order_by(Residency.place_id, Residency.verified_at, Person.id)
    )


def version_keys(version_id: UUID) -> Select[str]:
    """The key of the form that a version is of."""
    return (
        select(Form.key)
        .join(FormVersion, FormVersion.form_id == Form.id)
        .where(FormVersion.id == version_id)
    )
