"""Reads of the two logs."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.audit.models import AccessLook, AuditEntry
from shequ_api.base.people.models import Organisation, Person
from shequ_api.base.places.models import Place

Rows = Select[*tuple[Any, ...]]

_LOOK = (
    *(AccessLook.id, AccessLook.at, AccessLook.role, AccessLook.subject_kind),
    *(AccessLook.subject_id, AccessLook.fields, AccessLook.purpose),
    Organisation.name.label("organisation_name"),
    Place.full_name.label("community_name"),
)


def _looks(*columns: Any) -> Rows:
    return (
        select(*_LOOK, *columns)
        .outerjoin(Organisation, Organisation.id == AccessLook.organisation_id)
        .outerjoin(Place, Place.id == AccessLook.community_id)
    )


def looks_at(person_id: UUID) -> Rows:
    """Looks at what is kept about one person, as they may read them."""
    return _looks().where(AccessLook.person_id == person_id)


def looks_in_scope(actor: Actor, *conditions: ColumnElement[bool]) -> Rows:
    """Looks by those who are posted in the actor's scope, or at what lies in it."""
    columns = (
        *(AccessLook.reader_id, AccessLook.posting_id, AccessLook.person_id),
        *(AccessLook.district_id, AccessLook.reason, AccessLook.request_id),
        Person.name.label("reader_name"),
    )
    return (
        _looks(*columns)
        .join(Person, Person.id == AccessLook.reader_id)
        .where(in_scope(actor, AccessLook), *conditions)
    )


def entries_in_scope(actor: Actor, *conditions: ColumnElement[bool]) -> Rows:
    """Changes made by those who are posted in the actor's scope, or in it."""
    return (
        select(
            *(AuditEntry.id, AuditEntry.at, AuditEntry.person_id, AuditEntry.posting_id),
            *(AuditEntry.role, AuditEntry.on_behalf_of_id, AuditEntry.operation),
            *(AuditEntry.subject_ids, AuditEntry.parameters, AuditEntry.request_id),
            AuditEntry.district_id,
            Person.name.label("person_name"),
        )
        .outerjoin(Person, Person.id == AuditEntry.person_id)
        .where(in_scope(actor, AuditEntry), *conditions)
    )
