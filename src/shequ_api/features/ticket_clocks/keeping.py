"""Clocks as they are stored: those that were, made what they are to be, with few statements."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_clocks.history import Span
from shequ_api.features.ticket_clocks.models import TicketClock, TicketClockSpan

Key = tuple[UUID, str, datetime]
SPANS = (TicketClockSpan.ticket_id, TicketClockSpan.target, TicketClockSpan.started_at)


class Kept:
    """The stored clocks of some tickets and their spans; `write` puts down what changed."""

    def __init__(self) -> None:
        self.clocks: dict[UUID, dict[Key, TicketClock]] = defaultdict(dict)
        self.spans: dict[Key, list[Span]] = defaultdict(list)
        self.gone: list[Key] = []
        self.new: list[dict[str, Any]] = []
        self.lost: list[TicketClock] = []
        """Clocks that never were, as it turned out."""

    @classmethod
    async def of(cls, session: AsyncSession, ticket_ids: Collection[UUID]) -> Self:
        """Two statements."""
        kept = cls()
        stored = select(TicketClock).where(TicketClock.ticket_id.in_(ticket_ids))
        for clock in await session.scalars(stored.execution_options(populate_existing=True)):
            key = (clock.ticket_id, clock.target, clock.started_at)
            kept.clocks[clock.ticket_id][key] = clock
        spans = select(
            *SPANS, TicketClockSpan.begins_at, TicketClockSpan.ends_at, TicketClockSpan.paused
        ).where(TicketClockSpan.ticket_id.in_(ticket_ids))
        for row in await session.execute(spans.order_by(*SPANS, TicketClockSpan.begins_at)):
            kept.spans[row[0], row[1], row[2]].append(Span(*row[3:]))
        return kept

    def next_due(self, ticket_id: UUID) -> datetime | None:
        """The earliest instant at which one of a ticket's running clocks is, or was, due."""
        running = (each for each in self.clocks[ticket_id].values() if each.stopped_at is None)
        return min((each.due_at for each in running if each.due_at), default=None)

    def lay(self, key: Key, spans: list[Span], district_id: UUID) -> None:
        """These are a clock's spans from now on."""
        if self.spans[key] == spans:
            return
        if self.spans[key]:
            self.gone.append(key)
        ticket_id, target, started_at = key
        self.new += (
            {
                "ticket_id": ticket_id,
                "target": target,
                "started_at": started_at,
                "begins_at": span.begins,
                "ends_at": span.ends,
                "paused": span.paused,
                "district_id": district_id,
            }
            for span in spans
        )

    async def write(self, session: AsyncSession) -> None:
        """A few statements, however many changed."""
        for clock in self.lost:
            await session.delete(clock)
        await session.flush()
        if self.gone:
            await session.execute(delete(TicketClockSpan).where(tuple_(*SPANS).in_(self.gone)))
        if self.new:
            # With its nulls: without, each row that has one is a statement of its own.
            rows = insert(TicketClockSpan).execution_options(render_nulls=True)
            await session.execute(rows, self.new)
