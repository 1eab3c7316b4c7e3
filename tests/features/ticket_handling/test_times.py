"""Hours in which offices answer: not those of days of rest."""

from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.service import keep_calendar
from shequ_api.features.ticket_handling.public import hours_later
from shequ_api.features.tickets.models import Service, Ticket
from tests.cast import Cast
from tests.features.tickets.conftest import TicketMaker

EVE = datetime(2026, 9, 30, 8, tzinfo=UTC)
"""16:00 in China; the seven days after it are holidays."""


@pytest.mark.parametrize(
    ("emergency", "hours", "later"),
    [
        (False, 8, timedelta(hours=8)),
        (False, 24, timedelta(hours=24, days=7)),
        (True, 24, timedelta(hours=24)),
    ],
)
async def test_an_hour_of_a_holiday_counts_of_an_emergency_alone(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    file_ticket: TicketMaker,
    emergency: bool,
    hours: int,
    later: timedelta,
) -> None:
    await keep_calendar(session, EVE)
    ticket = await session.get_one(Ticket, (await file_ticket())["id"])
    this = update(Service).where(Service.code == ticket.service_code)
    await session.execute(this.values(emergency=emergency))
    assert await hours_later(session, ticket, EVE, hours) == EVE + later
