"""Reads of applications, and whose affair one is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.models import File
from shequ_api.base.files.showing import SHOWN_COLUMNS
from shequ_api.base.people.models import Organisation, Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.service_applications.flow import MANDATE, OPEN
from shequ_api.features.service_applications.models import ApplicationPhoto, ServiceApplication
from shequ_api.features.service_applications.permissions import ServiceApplicationPermission
from shequ_api.features.services.public import Channel
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
A = ServiceApplication
ORDER = [A.submitted_at, A.id]
_BY_MANDATE = StepLog.facts[MANDATE].astext.is_not(None)
DUE_ORDER = [A.due_at, A.id]
_LINE = (
    *(A.id, A.number, A.state, A.service_id, A.edition, A.title, A.place_id, A.applied_at_id),
    *(A.applicant_id, A.organisation_id, A.channel, A.handler_id, A.submitted_at, A.accepted_at),
    *(A.due_at, A.answer_by, A.ended_at),
)


@built_once
def lines_of() -> Rows:
    """Applications with the names of office, applicant and the applicant's place."""
    office, where = aliased(Place), aliased(Place)
    return (
        select(
            *_LINE,
            office.name.label("office_name"),
            where.name.label("applied_at_name"),
            func.coalesce(Organisation.name, Person.name).label("applicant_name"),
        )
        .join(office, office.id == A.place_id)
        .join(where, where.id == A.applied_at_id)
        .outerjoin(Person, Person.id == A.applicant_id)
        .outerjoin(Organisation, Organisation.id == A.organisation_id)
    )


def is_theirs(actor: Actor, application: ServiceApplication) -> bool:
    """Whether it is the affair of the actor, or of whom they act for by a mandate, or that of an
    organisation in which they serve today. Whoever only filled it in is not concerned, nor who has
    left the organisation."""
    if application.organisation_id is not None:
        return serves_in(actor, application.organisation_id)
    return actor.concerned_id in (application.owner_id, application.applicant_id)


def serves_in(actor: Actor, organisation_id: UUID) -> bool:
    """Whether the actor holds a posting for an organisation today. A mandate is a person's: nobody
    serves by one."""
    return organisation_id in served_by(actor)


def served_by(actor: Actor) -> set[UUID]:
    """The organisations for which the actor acts where they say so."""
    if actor.on_behalf_of is not None:
        return set()
    return {each.organisation_id for each in actor.postings if each.organisation_id is not None}


async def still_assists(
    session: AsyncSession, actor: Actor, application: ServiceApplication
) -> bool:
    """Whoever filled it in in office goes on with it while the applicant lies in their scope. What
    was filed by a mandate is gone on with by a mandate."""
    in_office = application.channel != Channel.ONLINE and actor.on_behalf_of is None
    if not in_office or application.filed_by_id != actor.person_id:
        return False
    if not actor.may(ServiceApplicationPermission.ASSIST):
        return False
    return actor.covers(await session.get_one(Place, application.applied_at_id))


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """In whose list they stand; those of an organisation while one serves in it."""
    ours = or_(A.organisation_id.is_(None), A.organisation_id.in_(served_by(actor)))
    return and_(A.owner_id == actor.concerned_id, ours)


def assisted_by(actor: Actor) -> ColumnElement[bool]:
    """Those that they filled in for others in office; what was filed by a mandate stands in the
    list of whom it is for."""
    return and_(A.filed_by_id == actor.person_id, A.channel != Channel.ONLINE.value)


def file_lines(application_id: UUID) -> Rows:
    """The photos and documents of all rounds, the newest round first."""
    return (
        select(
            ApplicationPhoto.material,
            ApplicationPhoto.round,
            ApplicationPhoto.handed_in_at,
            *SHOWN_COLUMNS,
        )
        .join(File, File.id == ApplicationPhoto.file_id)
        .where(ApplicationPhoto.application_id == application_id, File.erased_at.is_(None))
        .order_by(ApplicationPhoto.round.desc(), ApplicationPhoto.position)
    )


def trail_lines(case_id: UUID) -> Rows:
    """The steps as they are logged, with whose side took each, and who did by a mandate."""
    return (
        select(
            StepLog.step,
            StepLog.from_state,
            StepLog.to_state.label("state"),
            StepLog.taken_at.label("at"),
            StepLog.facts["side"].astext.label("side"),
            StepLog.note,
            case((_BY_MANDATE, Person.name)).label("agent_name"),
            _BY_MANDATE.label("by_mandate"),
        )
        .outerjoin(Person, Person.id == StepLog.actor_id)
        .where(StepLog.case_id == case_id)
        .order_by(StepLog.number)
    )


async def acted_in(session: AsyncSession, person_id: UUID, case_id: UUID) -> bool:
    """Whether somebody took a step of it for the applicant, by a mandate; under an account that
    was merged into theirs, too."""
    present = func.coalesce(Person.merged_into_id, Person.id)
    by_them = (Person.id == StepLog.actor_id, present == person_id)
    taken = exists().where(StepLog.case_id == case_id, *by_them, _BY_MANDATE)
    return bool(await session.scalar(select(taken)))


def open_of(person_id: UUID) -> Select[ServiceApplication]:
    """What somebody has applied for and is not over."""
    mine = (A.applicant_id == person_id, A.state.in_(OPEN))
    return select(A).where(*mine).order_by(A.id)


async def is_overdue(session: AsyncSession, application_id: UUID, now: datetime) -> bool:
    """Whether the office still owes what it promised."""
    late = select(A.id).where(A.id == application_id, A.due_at <= now)
    return await session.scalar(late) is not None
