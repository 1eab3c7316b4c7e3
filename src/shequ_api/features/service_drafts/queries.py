"""Reads of drafts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.models import File
from shequ_api.base.files.showing import SHOWN_COLUMNS
from shequ_api.base.people.models import Organisation, Person
from shequ_api.base.places.models import Place
from shequ_api.features.service_applications.public import served_by
from shequ_api.features.service_drafts.models import DraftPhoto, ServiceDraft
from shequ_api.features.services.public import ServiceEdition
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
D = ServiceDraft
ORDER = [D.begun_at, D.id]


@built_once
def lines_of() -> Rows:
    """Drafts with the names of place and applicant."""
    return (
        select(
            *(D.id, D.version, D.service_id, D.edition, D.title, D.place_id, D.applicant_id),
            *(D.organisation_id, D.channel, D.asked_at, D.begun_at, D.changed_at, D.kept_until),
            Place.name.label("place_name"),
            func.coalesce(Organisation.name, Person.name).label("applicant_name"),
        )
        .join(Place, Place.id == D.place_id)
        .outerjoin(Person, Person.id == D.applicant_id)
        .outerjoin(Organisation, Organisation.id == D.organisation_id)
    )


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """In whose list they stand; those for an organisation while one serves in it."""
    if actor.on_behalf_of is not None:
        # What they filled in for others in an office is no affair of who acts for them.
        return and_(*(column == actor.concerned_id for column in (D.owner_id, D.applicant_id)))
    ours = or_(D.organisation_id.is_(None), D.organisation_id.in_(served_by(actor)))
    return and_(D.owner_id == actor.person_id, ours)


def followed_at(service_id: UUID, edition: int) -> Select[datetime]:
    """When the next edition was published."""
    of_service = ServiceEdition.service_id == service_id
    following = ServiceEdition.number == edition + 1
    return select(ServiceEdition.published_at).where(of_service, following)


def awaiting(person_id: UUID) -> ColumnElement[bool]:
    """Filled in for somebody, who is asked to confirm them."""
    asked: ColumnElement[bool] = D.asked_at.is_not(None)
    return asked & (D.applicant_id == person_id)


def file_lines(draft_id: UUID) -> Rows:
    """The photos and documents on a draft, by material, in their order."""
    return (
        select(
            DraftPhoto.material,
            DraftPhoto.handed_in_at,
            *SHOWN_COLUMNS,
        )
        .join(File, File.id == DraftPhoto.file_id)
        .where(DraftPhoto.draft_id == draft_id, File.erased_at.is_(None))
        .order_by(DraftPhoto.material, DraftPhoto.position)
    )


def drafts_of(person_id: UUID) -> Select[ServiceDraft]:
    """Those in somebody's list, and those that are about them."""
    theirs = or_(D.owner_id == person_id, D.applicant_id == person_id)
    return select(D).where(theirs).order_by(D.id)


def untouched(now: datetime) -> Select[ServiceDraft]:
    """Locked: those that nobody changed for too long."""
    old = select(D).where(D.kept_until <= now).order_by(D.kept_until)
    return old.with_for_update(skip_locked=True)
