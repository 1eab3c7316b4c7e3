"""What happened to reservations at counters, said in the words of appointments."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction, record
from shequ_api.blocks.booking.events import (
    ReservationDropped,
    ReservationFact,
    ReservationMissed,
    ReservationPromoted,
)
from shequ_api.features.appointments.events import (
    AppointmentDropped,
    AppointmentFact,
    AppointmentMissed,
    AppointmentPromoted,
)
from shequ_api.features.appointments.queries import counter_of
from shequ_api.features.appointments.service import OWNER

SAID: dict[type[ReservationFact], type[AppointmentFact]] = {
    ReservationPromoted: AppointmentPromoted,
    ReservationDropped: AppointmentDropped,
    ReservationMissed: AppointmentMissed,
}


async def say(session: AsyncSession, fact: ReservationFact, now: datetime) -> None:
    """The same of an appointment, if it is one."""
    if fact.owner != OWNER:
        return
    counter = (await session.scalars(counter_of(fact.resource_id))).one()
    said = SAID[type(fact)](
        subject_id=fact.subject_id,
        district_id=fact.district_id,
        person_id=fact.person_id,
        counter_id=counter.id,
        community_id=counter.community_id,
        begins_at=fact.begins_at,
    )
    record(session, said, now=now)


REACTIONS = [
    Reaction("appointments.promoted", ReservationPromoted, say),
    Reaction("appointments.dropped", ReservationDropped, say),
    Reaction("appointments.missed", ReservationMissed, say),
]
