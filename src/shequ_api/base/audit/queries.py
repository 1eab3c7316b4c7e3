"""Reads of the two logs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.walls import enter_person, leave_walls
from shequ_api.base.audit.models import AccessLook, AuditEntry
from shequ_api.base.people.models import Organisation, Person
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry

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


async def own_subjects(session: AsyncSession, person_id: UUID) -> list[UUID]:
    """What is about a person by now, whether or not that was known when somebody looked at it."""
    registry: Registry = session.info["registry"]
    await enter_person(session, person_id)
    found: list[UUID] = []
    for kept in registry.personal_data:
        if kept.subjects is not None:
            found += await session.scalars(kept.subjects(person_id))
    await leave_walls(session)
    return found


def looks_at(person_id: UUID, subject_ids: Sequence[UUID]) -> Rows:
    """Looks at what is kept about one person, as they may read them; of those at `subject_ids`
    the ones that were said to be about nobody: both are found by index."""
    unknown = and_(AccessLook.person_id.is_(None), AccessLook.subject_id.in_(subject_ids))
    return _looks().where(or_(AccessLook.person_id == person_id, unknown))


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
