"""Whom a return visit calls on, by name and number: each look is logged."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.looks import note_look
from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.features.ticket_followups.models import ReturnVisit
from shequ_api.features.ticket_followups.schemas import ReturnVisitContact
from shequ_api.features.ticket_followups.visits import hold
from shequ_api.features.ticket_ratings.public import GivenRating
from shequ_api.kit.errors import NotNow


class RaterUnnamed(NotNow):
    """Nobody is shown who ordered it without a name: whoever calls writes to them."""

    code, title = "rater_unnamed", "评价人没有留下姓名，请在这件诉求下留言回访"


async def contact_of(
    session: AsyncSession,
    actor: Actor,
    visit: ReturnVisit,
    phones: PhoneBook,
    *,
    reason: str,
    now: datetime,
) -> ReturnVisitContact:
    """Who rated, and who did so for them, for somebody who did not handle the ticket."""
    await hold(session, actor, visit)
    given = await session.get_one(GivenRating, visit.rating_id)
    if given.person_id is None:
        raise RaterUnnamed
    rater = await session.get_one(Person, given.person_id)
    agent = await session.get(Person, given.filed_by_id) if given.filed_by_id else None
    for person in filter(None, (rater, agent)):
        note_look(
            session,
            actor,
            subject_kind="return_visit",
            subject_id=visit.id,
            person_id=person.id,
            district_id=visit.district_id,
            fields=["name", "phone"],
            purpose=LookPurpose.TICKET,
            reason=reason,
            now=now,
        )
    await session.flush()
    return ReturnVisitContact(
        id=visit.id,
        name=rater.name,
        phone=_phone(phones, rater),
        agent_name=agent.name if agent else None,
        agent_phone=_phone(phones, agent) if agent else None,
    )


def _phone(phones: PhoneBook, person: Person) -> str | None:
    return phones.read(person.id, person.phone_sealed) if person.phone_sealed else None
