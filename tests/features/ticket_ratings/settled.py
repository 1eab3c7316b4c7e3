"""Tickets on their way to a settlement, some days ago where a test needs it."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Scope
from shequ_api.features.ticket_ratings.models import TicketRating
from shequ_api.features.tickets import service
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.tickets.slips import step
from tests.matrix.ground import somebody


async def settle(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], by: str = "micro_grid_worker"
) -> None:
    """Accepted where it is not yet, given to somebody, and settled by them."""
    await step(client, cast, "community_worker", ticket, "acceptance")
    person_id = str(cast.people[by])
    given = await step(client, cast, "community_worker", ticket, "assignment", person_id=person_id)
    assert given.status_code == 200, given.text
    done = await step(client, cast, by, ticket, "settlement", note="已清理")
    assert done.status_code == 200, done.text


async def settled_ago(
    session: AsyncSession, cast: Cast, ticket: dict[str, Any], days: int
) -> datetime:
    """The same so many days ago; returns when."""
    then = utc_now() - timedelta(days=days)
    row = await session.get_one(Ticket, ticket["id"])
    worker = somebody(cast.people["micro_grid_worker"], Scope("community_id", row.community_id))
    await service.accept(session, worker, row, note=None, now=then)
    await service.assign(
        session, worker, row, assignee_id=worker.person_id, fits=True, note=None, now=then
    )
    await service.settle(session, worker, row, note="已清理", photos=[], now=then)
    await session.commit()
    return then


async def rated_ago(session: AsyncSession, ticket: dict[str, Any], days: int) -> None:
    """Its ratings are older than they are."""
    older = utc_now() - timedelta(days=days)
    theirs = update(TicketRating).where(TicketRating.ticket_id == ticket["id"])
    await session.execute(theirs.values(rated_at=older, changed_at=older))
    await session.commit()
