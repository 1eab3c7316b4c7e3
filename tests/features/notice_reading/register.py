"""What the register knows of members of the cast at their own dwellings."""

from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.register.catalogue import CATALOGUE
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.models import Entry, Occupancy, where_of
from shequ_api.base.register.rules import Identity, Origin, Stay
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import enter_person
from shequ_api.base.register.service.facts import put_fact
from shequ_api.kit.clock import utc_now
from tests.cast import BEGAN, MEMBERS, Cast, place

DOOR = Origin(source=RegisterSource.DOOR_VISIT)
DWELLINGS = {member.key: member.dwelling for member in MEMBERS if member.dwelling}


async def known(
    session: AsyncSession, cast: Cast, who: str, born_on: date | None = None, **facts: Any
) -> Entry:
    """An entry of a member with an account, and what is said of them there."""
    seal: RegisterSeal = session.info["register_seal"]
    now, actor_id = utc_now(), cast.people["micro_grid_worker"]
    dwelling = await place(session, DWELLINGS[who])
    mine = {"person_id": cast.people[who]}
    assert dwelling.district_id is not None
    await enter_district(session, dwelling.district_id)
    entry = await enter_person(
        session,
        seal,
        dwelling,
        Identity(name=f"住户{who}", born_on=born_on),
        Stay(belonging="owner", starts_on=BEGAN),
        origin=DOOR,
        actor_id=actor_id,
        now=now,
    )
    await session.execute(update(Entry).where(Entry.id == entry.id).values(mine))
    await session.execute(update(Occupancy).where(Occupancy.entry_id == entry.id).values(mine))
    await session.refresh(entry)
    where = where_of(entry)
    for key, value in facts.items():
        await put_fact(
            session,
            seal,
            where,
            CATALOGUE[key],
            value,
            entry=entry,
            origin=DOOR,
            actor_id=actor_id,
            now=now,
        )
    await leave_walls(session)
    await session.commit()
    return entry
