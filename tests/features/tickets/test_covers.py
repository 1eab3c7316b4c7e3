"""Whoever covers an absence settles what was given to the one who is away, and nothing else."""

from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from tests.base.people.asking import ask, day, posting_of
from tests.cast import Cast
from tests.features.tickets.conftest import TicketMaker

COVER = {"phone": "13900000005", "starts_on": day(0), "ends_on": day(7)}
SETTLEMENT = {"note": "已清理", "photo_ids": []}


async def given(client: AsyncClient, cast: Cast, ticket: dict[str, Any], to: str) -> str:
    """The path of a ticket that was accepted and given to somebody."""
    path = f"/tickets/{ticket['id']}"
    await ask(client, cast, "community_worker", "POST", f"{path}/acceptance", json={})
    body = {"person_id": str(cast.people[to])}
    done = await ask(client, cast, "community_worker", "PUT", f"{path}/assignment", json=body)
    assert done.status_code == 200, done.text
    return path


async def settle(client: AsyncClient, cast: Cast, path: str, who: str) -> Response:
    return await ask(client, cast, who, "POST", f"{path}/settlement", json=SETTLEMENT)


async def test_the_cover_settles_for_who_is_away(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    theirs = await given(client, cast, await file_ticket(), "micro_grid_worker")
    others = await given(client, cast, await file_ticket(), "general_grid_worker")
    posting = await posting_of(session, cast, "micro_grid_worker")
    named = await ask(
        client, cast, "community_worker", "POST", f"/postings/{posting}/covers", json=COVER
    )
    assert named.status_code == 201, named.text
    refused = await settle(client, cast, others, "newcomer")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_task")
    done = await settle(client, cast, theirs, "newcomer")
    assert (done.status_code, done.json()["state"]) == (200, "settled")
    # The one who is away may still do it where they can.
    again = await given(client, cast, await file_ticket(), "micro_grid_worker")
    assert (await settle(client, cast, again, "micro_grid_worker")).status_code == 200
