"""A small desk of the tests' own: mornings of workdays, and people who never were elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.people.models import Person
from shequ_api.blocks.booking import resources, service
from shequ_api.blocks.booking.checker import verify
from shequ_api.blocks.booking.models import Reservation
from shequ_api.blocks.booking.module import MODULE
from shequ_api.blocks.booking.resources import Policy
from shequ_api.blocks.booking.rules import Interval, LateCancel, Opening, State
from shequ_api.kit.clock import CHINA
from shequ_api.kit.db import Database, constraint_of
from shequ_api.kit.errors import Refusal
from shequ_api.kit.ids import new_id

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Eight in the morning, in China."""
POLICY: dict[str, Any] = {
    "capacity": 1,
    "slot_minutes": 30,
    "lead_minutes": 0,
    "horizon_days": 60,
    "hold_minutes": 10,
    "person_limit": 50,
    "cancel_minutes": 60,
    "late_cancel": LateCancel.REFUSE,
    "grace_minutes": 15,
    "no_show_limit": 2,
    "no_show_days": 30,
    "barred_days": 7,
    "follows_calendar": True,
}
ALL_WEEK = [Opening(n, Interval(0, 1440), MONDAY) for n in range(1, 8)]
Do = Callable[[AsyncSession], Awaitable[Any]]


def at(clock: str, days: int = 0) -> datetime:
    """A clock time in China on Monday, or days later."""
    return datetime.combine(MONDAY + timedelta(days=days), time.fromisoformat(clock), CHINA)


class Desk:
    """Things done in transactions of their own, as requests do them."""

    def __init__(self, database: Database, district_id: UUID, at_once: int = 16) -> None:
        self.database, self.district_id = database, district_id
        self._room = asyncio.Semaphore(at_once)

    async def do(self, what: Do) -> Any:
        """What came of it; of a refusal, its code."""
        async with self._room:
            try:
                async with self.database.sessions() as session, session.begin():
                    return await what(session)
            except Refusal as refused:
                return refused.code
            except DBAPIError as error:
                return MODULE.constraints[constraint_of(error) or ""].code

    async def people(self, count: int) -> list[UUID]:
        made = [Person(id=new_id(), name="来人", created_at=NOW) for _ in range(count)]

        async def add(session: AsyncSession) -> None:
            session.add_all(made)

        await self.do(add)
        return [each.id for each in made]

    async def resource(self, openings: list[Opening] | None = None, **policy: Any) -> UUID:
        async def make(session: AsyncSession) -> UUID:
            made = await resources.open_resource(
                session, Policy(**(POLICY | policy)), owner="kites", district_id=self.district_id
            )
            said = ALL_WEEK if openings is None else openings
            await resources.set_openings(session, made.id, said, since=MONDAY)
            return made.id

        made: UUID = await self.do(make)
        return made

    async def reserve(
        self,
        resource_id: UUID,
        person_id: UUID,
        begins_at: datetime,
        state: State = State.BOOKED,
        now: datetime = NOW,
    ) -> Any:
        """The reservation's id, or the code of a refusal."""

        async def run(session: AsyncSession) -> UUID:
            made = await service.reserve(
                session,
                resource_id,
                begins_at,
                person_id=person_id,
                made_by_id=person_id,
                state=state,
                now=now,
            )
            return made.id

        return await self.do(run)

    async def cancel(self, reservation_id: UUID, now: datetime = NOW) -> Any:
        async def run(session: AsyncSession) -> str:
            return (await service.cancel(session, reservation_id, now=now)).state

        return await self.do(run)

    async def move(self, reservation_id: UUID, begins_at: datetime, now: datetime = NOW) -> Any:
        async def run(session: AsyncSession) -> str:
            moved = await service.move(session, reservation_id, begins_at, now=now)
            return moved.state

        return await self.do(run)

    async def rows(self, resource_id: UUID) -> list[Reservation]:
        async with self.database.sessions() as session:
            mine = select(Reservation).where(Reservation.resource_id == resource_id)
            return list(await session.scalars(mine.order_by(Reservation.number)))

    async def state_of(self, reservation_id: UUID) -> str:
        async with self.database.sessions() as session:
            return (await session.get_one(Reservation, reservation_id)).state

    async def facts(self, reservation_id: UUID) -> list[str]:
        async with self.database.sessions() as session:
            told = select(Event.name).where(Event.subject_id == reservation_id)
            return list(await session.scalars(told.order_by(Event.recorded_at)))

    async def findings(self, now: datetime = NOW) -> list[tuple[str, str]]:
        async with self.database.sessions() as session:
            return await verify(session, now)
