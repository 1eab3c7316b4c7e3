"""Occupancies: moving in, out and elsewhere, and belonging as something else."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.register import freshness
from shequ_api.base.register.households import HeadKnown, Relation
from shequ_api.base.register.models import Entry, Occupancy, RegisterFact, where_of
from shequ_api.base.register.rules import Origin, Stay, check_past
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class NotLivingThere(NotNow):
    code, title = "not_living_there", "此人已不住在这里"


class DatesUnfit(Malformed):
    code, title = "occupancy_dates_unfit", "日期早于入住日期"


class DwellingUnfit(Malformed):
    code, title = "dwelling_unfit", "请选择另一处具体的住户（门牌号）"


def settle_in(
    session: AsyncSession,
    entry: Entry,
    stay: Stay,
    *,
    origin: Origin,
    actor_id: UUID | None,
    now: datetime,
    wants_look: bool = False,
    occupancy_id: UUID | None = None,
) -> Occupancy:
    """A new occupancy of an entry's dwelling."""
    days = 0 if wants_look else freshness.OCCUPANCY_DAYS[stay.belonging]
    occupancy = Occupancy(
        id=occupancy_id or new_id(),
        entry_id=entry.id,
        person_id=entry.person_id,
        **where_of(entry),
        belonging=stay.belonging,
        household=stay.household,
        relation=stay.relation,
        starts_on=stay.starts_on,
        source=origin.source,
        source_id=origin.source_id,
        verified_at=now,
        verified_by_id=actor_id,
        stale_on=freshness.stale_on(now, days),
    )
    session.add(occupancy)
    return occupancy


async def refuse_second_head(
    session: AsyncSession, dwelling_id: UUID, stay: Stay, *, but: UUID | None = None
) -> None:
    """HeadKnown: the household has a head, who is not the entry `but`."""
    if stay.relation != Relation.HEAD:
        return
    head = select(Occupancy.entry_id).where(
        Occupancy.place_id == dwelling_id,
        Occupancy.household == stay.household,
        Occupancy.relation == Relation.HEAD,
        Occupancy.ended_at.is_(None),
    )
    if await session.scalar(head) not in {None, but}:
        raise HeadKnown


async def live_occupancy(session: AsyncSession, entry: Entry) -> Occupancy:
    """How an entry belongs to its dwelling now, locked. NotLivingThere."""
    live = select(Occupancy).where(
        Occupancy.entry_id == entry.id,
        Occupancy.place_id == entry.place_id,
        Occupancy.ended_at.is_(None),
    )
    found = await session.scalar(live.with_for_update())
    if found is None:
        raise NotLivingThere
    return found


async def move_out(
    session: AsyncSession, entry: Entry, *, ends_on: date, actor_id: UUID, now: datetime
) -> Entry:
    """Somebody left (or died): the occupancy is over, and what was said of them with it."""
    check_past(ends_on, today=china_date(now))
    _end(await live_occupancy(session, entry), ends_on, now=now)
    entry.ended_at, entry.verified_by_id = now, actor_id
    about = (RegisterFact.entry_id == entry.id, RegisterFact.ended_at.is_(None))
    await session.execute(update(RegisterFact).where(*about).values(ended_at=now))
    await session.flush()
    return entry


async def belong_as(
    session: AsyncSession,
    entry: Entry,
    stay: Stay,
    *,
    keeps_relation: bool = False,
    origin: Origin,
    actor_id: UUID,
    now: datetime,
) -> Occupancy:
    """Belong as something else, or to another household of the same dwelling, from a day on.

    `keeps_relation`: to the head of the household, where that is the same. HeadKnown.
    """
    check_past(stay.starts_on, today=china_date(now))
    former = await live_occupancy(session, entry)
    if keeps_relation and former.household == stay.household:
        stay = replace(stay, relation=former.relation)
    await refuse_second_head(session, entry.place_id, stay, but=entry.id)
    former.successor_id = new_id()
    _end(former, stay.starts_on, now=now)
    await session.flush()
    return settle_in(
        session,
        entry,
        stay,
        origin=origin,
        actor_id=actor_id,
        now=now,
        occupancy_id=former.successor_id,
    )


async def move_to(
    session: AsyncSession,
    entry: Entry,
    dwelling: Place,
    stay: Stay,
    *,
    origin: Origin,
    actor_id: UUID,
    now: datetime,
) -> Occupancy:
    """Move to another dwelling; the entry and what is said of the person go along. HeadKnown."""
    if dwelling.kind != PlaceKind.DWELLING or dwelling.id == entry.place_id:
        raise DwellingUnfit
    check_past(stay.starts_on, today=china_date(now))
    former = await live_occupancy(session, entry)
    await refuse_second_head(session, dwelling.id, stay)
    former.successor_id = new_id()
    _end(former, stay.starts_on, now=now)
    there: dict[str, Any] = located_at(dwelling)
    for column, value in there.items():
        setattr(entry, column, value)
    about = (RegisterFact.entry_id == entry.id, RegisterFact.ended_at.is_(None))
    await session.execute(update(RegisterFact).where(*about).values(there))
    await session.flush()
    return settle_in(
        session,
        entry,
        stay,
        origin=origin,
        actor_id=actor_id,
        now=now,
        occupancy_id=former.successor_id,
    )


def _end(occupancy: Occupancy, ends_on: date, *, now: datetime) -> None:
    if ends_on < occupancy.starts_on:
        raise DatesUnfit
    occupancy.ends_on, occupancy.ended_at = ends_on, now


def give_way(occupancy: Occupancy, day: date, *, now: datetime) -> UUID:
    """A live stay is over from a day on; the id that its successor takes. DatesUnfit."""
    if day < occupancy.starts_on:
        raise DatesUnfit
    occupancy.ends_on, occupancy.ended_at, occupancy.successor_id = day, now, new_id()
    return occupancy.successor_id
