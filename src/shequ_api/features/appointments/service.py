"""Setting counters up, and what staff and people do at them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import Role
from shequ_api.base.people.accounts import is_in_scope
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry
from shequ_api.blocks.booking import resources
from shequ_api.blocks.booking import service as booking
from shequ_api.blocks.booking.models import Reservation
from shequ_api.blocks.booking.refusals import NotYetBegun
from shequ_api.blocks.booking.resources import Policy
from shequ_api.blocks.booking.rules import Opening
from shequ_api.features.appointments.models import Counter
from shequ_api.features.appointments.refusals import (
    AppointmentPersonUnknown,
    CounterPlaceUnfit,
)
from shequ_api.features.appointments.rules import check_day, interval
from shequ_api.features.appointments.schemas import (
    CounterContent,
    CounterDraft,
    CounterHours,
    CounterOpening,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id

OWNER = "appointments"


async def open_counter(
    session: AsyncSession, actor: Actor, draft: CounterDraft, *, now: datetime
) -> Counter:
    """A counter; that of a subdistrict's administrator serves all its communities."""
    place = await session.get(Place, draft.place_id)
    if place is None or place.community_id is None or place.district_id is None:
        raise CounterPlaceUnfit
    if place.ended_at is not None or not actor.covers(place):
        raise CounterPlaceUnfit
    resource = await resources.open_resource(
        session, _policy(draft), owner=OWNER, district_id=place.district_id
    )
    counter = Counter(
        **located_at(place),
        id=new_id(),
        resource_id=resource.id,
        name=draft.name,
        serves=draft.serves,
        bring=draft.bring,
        whole_subdistrict=actor.role == Role.SUBDISTRICT_ADMINISTRATOR,
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(counter)
    await session.flush()
    await _set_openings(session, counter, draft.openings, now)
    return counter


async def change_counter(
    session: AsyncSession, counter: Counter, content: CounterContent, *, now: datetime
) -> Counter:
    """Other words, hours or policy from today on. Appointments that were given stay."""
    await resources.change_policy(session, counter.resource_id, _policy(content), now=now)
    await _set_openings(session, counter, content.openings, now)
    counter.name, counter.serves, counter.bring = content.name, content.serves, content.bring
    # Hours and policy lie elsewhere: the version says that they changed, too.
    flag_modified(counter, "name")
    await session.flush()
    return counter


async def set_day(
    session: AsyncSession,
    counter: Counter,
    day: date,
    hours: Sequence[CounterHours] | None,
    *,
    now: datetime,
) -> int:
    """What is open on one day; None: as in every week. Returns how many appointments it ended."""
    check_day(day, now)
    said = None if hours is None else [interval(each.starts, each.ends) for each in hours]
    return await resources.set_day(session, counter.resource_id, day, said, now=now)


async def close_counter(session: AsyncSession, counter: Counter, *, now: datetime) -> int:
    """Offer it no more. Returns how many appointments that ended."""
    # The resource first, as whoever changes a counter does.
    dropped = await resources.close_resource(session, counter.resource_id, now=now)
    counter.closed_at = counter.closed_at or now
    await session.flush()
    return dropped


async def book_at_desk(
    session: AsyncSession,
    actor: Actor,
    registry: Registry,
    counter: Counter,
    *,
    person_id: UUID,
    begins_at: datetime,
    now: datetime,
) -> Reservation:
    """For somebody of the scope, who stands at the counter."""
    if not await is_in_scope(session, registry, actor, person_id):
        raise AppointmentPersonUnknown
    return await booking.reserve(
        session,
        counter.resource_id,
        begins_at,
        person_id=person_id,
        made_by_id=actor.person_id,
        now=now,
    )


async def mark(
    session: AsyncSession, reservation: Reservation, *, attended: bool, now: datetime
) -> Reservation:
    """Whether somebody came: said on the day, or later."""
    if china_date(reservation.begins_at) > china_date(now):
        raise NotYetBegun
    return await booking.mark(session, reservation.id, attended=attended, now=now)


def _policy(content: CounterContent) -> Policy:
    return Policy(**content.policy.model_dump())


async def _set_openings(
    session: AsyncSession, counter: Counter, openings: Sequence[CounterOpening], now: datetime
) -> None:
    today = china_date(now)
    said = [
        Opening(
            each.weekday,
            interval(each.starts, each.ends),
            max(each.valid_from or today, today),
            each.valid_until,
        )
        for each in openings
    ]
    await resources.set_openings(session, counter.resource_id, said, since=today)
