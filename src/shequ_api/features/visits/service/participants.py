"""Who comes along: invited by an office or by phone, and for how long they see what is needed."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.granting import person_by_phone
from shequ_api.base.people.models import Posting
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.queries import fitting_posting
from shequ_api.base.places.models import Place
from shequ_api.features.visit_purposes.public import VisitPurpose
from shequ_api.features.visits.models import Visit, VisitParticipant
from shequ_api.features.visits.permissions import INVITED_BY_OFFICE
from shequ_api.features.visits.rules import (
    MOST_PARTICIPANTS,
    Window,
    open_to_participants,
)
from shequ_api.features.visits.schemas import Invitation
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed, NotNow


class ParticipantUnfit(Malformed):
    """No such office, none that reaches there, or none that lasts on the day of the visit."""

    code, title = "visit_participant_unfit", "这个身份在走访当天不在任，或不负责这个地方"


class ParticipantTwice(Malformed):
    code, title = "visit_participant_twice", "同一个人只需邀请一次"


class ParticipantsTooMany(NotNow):
    code, title = "visit_participants_too_many", "联合走访最多邀请 5 人"


class Guest(NamedTuple):
    """Somebody who comes along, and by which office."""

    person_id: UUID
    posting_id: UUID | None


async def guests_of(
    session: AsyncSession, invitations: Sequence[Invitation], place: Place, window: Window
) -> list[Guest]:
    """Whom invitations mean, at a place on the day of the window."""
    guests = [await _guest(session, one, place, window) for one in invitations]
    if len({guest.person_id for guest in guests}) < len(guests):
        raise ParticipantTwice
    return guests


async def _guest(
    session: AsyncSession, invitation: Invitation, place: Place, window: Window
) -> Guest:
    on = china_date(window.opens_at)
    if invitation.phone is not None:
        book: PhoneBook = session.info["phone_book"]
        person = await person_by_phone(session, book, invitation.phone)
        office = fitting_posting(person.id, INVITED_BY_OFFICE, place, on=on)
        return Guest(person.id, await session.scalar(office))
    posting = await session.get(Posting, invitation.posting_id)
    if posting is None or posting.role not in INVITED_BY_OFFICE:
        raise ParticipantUnfit
    office = fitting_posting(posting.person_id, [posting.role], place, on=on)
    if await session.scalar(office.where(Posting.id == posting.id)) is None:
        raise ParticipantUnfit
    return Guest(posting.person_id, posting.id)


def bring(
    session: AsyncSession,
    actor: Actor,
    visit: Visit,
    purpose: VisitPurpose,
    guests: Sequence[Guest],
    *,
    now: datetime,
) -> None:
    """Let guests come along."""
    access = _access(visit, purpose)
    session.add_all(
        VisitParticipant(
            visit_id=visit.id,
            visit=visit,
            person_id=guest.person_id,
            posting_id=guest.posting_id,
            district_id=visit.district_id,
            access_from=access.opens_at,
            access_until=access.closes_at,
            invited_by_id=actor.person_id,
            invited_at=now,
        )
        for guest in guests
    )


async def invite(
    session: AsyncSession,
    actor: Actor,
    visit: Visit,
    purpose: VisitPurpose,
    guest: Guest,
    *,
    now: datetime,
) -> None:
    """One more; who was taken off comes again. The same again changes nothing."""
    coming = {one.person_id: one for one in await _participants(session, [visit.id])}
    before = coming.get(guest.person_id)
    if before is not None and before.removed_at is None:
        return
    if sum(one.removed_at is None for one in coming.values()) >= MOST_PARTICIPANTS:
        raise ParticipantsTooMany
    if before is None:
        bring(session, actor, visit, purpose, [guest], now=now)
        return
    before.removed_at, before.posting_id = None, guest.posting_id
    before.access_from, before.access_until = _access(visit, purpose)


async def take_off(session: AsyncSession, visit: Visit, person_id: UUID, *, now: datetime) -> None:
    """Somebody does not come after all, and sees nothing from now on."""
    coming = {one.person_id: one for one in await _participants(session, [visit.id])}
    found = coming.get(person_id)
    if found is None:
        raise Absent
    found.removed_at = found.removed_at or now


async def follow_window(
    session: AsyncSession, visits: Sequence[Visit], purpose: VisitPurpose
) -> None:
    """Give all who come along the days of the new window."""
    by_id = {visit.id: visit for visit in visits}
    for one in await _participants(session, list(by_id)):
        one.access_from, one.access_until = _access(by_id[one.visit_id], purpose)


def _access(visit: Visit, purpose: VisitPurpose) -> Window:
    window = Window(visit.opens_at, visit.closes_at)
    return open_to_participants(window, purpose.days_before, purpose.days_after)


async def _participants(
    session: AsyncSession, visit_ids: Sequence[UUID]
) -> Sequence[VisitParticipant]:
    found = select(VisitParticipant).where(VisitParticipant.visit_id.in_(visit_ids))
    return (await session.scalars(found)).all()
