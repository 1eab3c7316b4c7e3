"""Tickets whose words passed the check, so that neighbours may read them."""

from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Job
from shequ_api.base.places.models import Place
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.features.tickets.models import Service
from tests.cast import Cast
from tests.clocks import Work
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import TICKETS

PUBLIC = "/api/v1/public-tickets"


async def passed(session: AsyncSession, work: Work, *tickets: dict[str, Any]) -> None:
    """The worker has heard of them, and whoever checks found nothing wrong."""
    await work()
    ids = [ticket["id"] for ticket in tickets]
    found = update(ContentCheck).where(ContentCheck.subject_id.in_(ids))
    await session.execute(found.values(state="pass", text_state="pass"))
    await session.commit()


async def open_ticket(
    make: TicketMaker, session: AsyncSession, work: Work, by: str = "resident", **draft: Any
) -> dict[str, Any]:
    """A public one that everybody may read."""
    ticket = await make(by=by, private=False, **draft)
    await passed(session, work, ticket)
    return ticket


async def asked(client: AsyncClient, cast: Cast, by: str, **question: Any) -> list[Any]:
    answer = await client.post(
        f"{TICKETS}/duplicates", json=question, headers=await cast.headers(by)
    )
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["tickets"]
    return found


async def told(
    client: AsyncClient, cast: Cast, by: str, method: str, path: str, **body: Any
) -> Response:
    headers = await cast.headers(by)
    return await client.request(method, f"/api/v1{path}", json=body or None, headers=headers)


async def of_a_district(session: AsyncSession, code: str, district: str) -> None:
    """A category that one district keeps for itself."""
    owner = select(Place.id).where(Place.code == district).scalar_subquery()
    row = insert(Service).values(
        code=code, title="楼道设施", description="", position=99, owner_id=owner
    )
    await session.execute(
        row.on_conflict_do_update(index_elements=[Service.code], set_={"owner_id": owner})
    )
    await session.commit()


async def failures(session: AsyncSession) -> list[str]:
    """Jobs that could not be done."""
    return list(await session.scalars(select(Job.name).where(Job.attempts > 0)))
