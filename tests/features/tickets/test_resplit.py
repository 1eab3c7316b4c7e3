"""Grids drawn anew: open work moves with its building, and keeps where it was made."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.tickets.models import Ticket
from tests.cast import HOME, Cast
from tests.features.tickets.conftest import BUILDING, TicketMaker

OTHER = f"{HOME}-c1-b2"


async def _seen(client: AsyncClient, cast: Cast, worker: str) -> list[str]:
    headers = await cast.headers(worker)
    answer = await client.get("/api/v1/tickets", params={"view": "scope"}, headers=headers)
    return [ticket["id"] for ticket in answer.json()["items"]]


async def test_a_ticket_moves_with_its_building(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    inside, other = await file_ticket(), await file_ticket(place_id=str(cast.places[OTHER]))
    assert inside["id"] in await _seen(client, cast, "micro_grid_worker")
    covered = await client.put(
        f"/api/v1/grids/{cast.places[f'{HOME}-m03']}/coverage",
        json={"building_ids": [str(cast.places[BUILDING])]},
        headers=await cast.headers("community_worker"),
    )
    assert covered.status_code == 200, covered.text
    assert inside["id"] not in await _seen(client, cast, "micro_grid_worker")
    assert inside["id"] not in await _seen(client, cast, "general_grid_worker")
    assert inside["id"] in await _seen(client, cast, "next_general_worker")
    session.expire_all()
    moved = await session.get_one(Ticket, inside["id"])
    assert (moved.micro_grid_id, moved.general_grid_id) == (
        cast.places[f"{HOME}-m03"],
        cast.places[f"{HOME}-g02"],
    )
    assert moved.made_grid_id == cast.places[f"{HOME}-m01"]
    stayed = await session.get_one(Ticket, other["id"])
    assert stayed.micro_grid_id == cast.places[f"{HOME}-m02"]
