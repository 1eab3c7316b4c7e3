"""Anonymous tickets of a person who merges accounts, asks what is kept, or is forgotten."""

from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Registry
from shequ_api.features.tickets.anonymity import reporter_of
from shequ_api.features.tickets.models import Ticket
from shequ_api.features.tickets.personal import ERASED
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import TICKETS, photo_of, step

CANARY = "我是三单元的赵某某"


@pytest.fixture
async def ticket(client: AsyncClient, cast: Cast, file_ticket: TicketMaker) -> UUID:
    """Of the newcomer's, with a photo, withdrawn with a reason."""
    headers = await cast.headers("newcomer")
    photo = await photo_of(client, headers, "brown", anonymous=True)
    made = await file_ticket("newcomer", anonymous=True, text=CANARY, photo_ids=[photo])
    gone = await step(client, cast, "newcomer", made, "withdrawal", reason=CANARY)
    assert gone.is_success, gone.text
    return UUID(made["id"])


async def test_a_merged_accounts_tickets_are_the_others(
    client: AsyncClient, cast: Cast, ticket: UUID, parts: Parts, session: AsyncSession
) -> None:
    kept, merged = cast.people["resident"], cast.people["newcomer"]
    for module in parts.get(Registry).personal_data:
        await module.merge(session, kept, merged, utc_now())
    await session.commit()
    seen = await client.get(f"{TICKETS}/{ticket}", headers=await cast.headers("resident"))
    assert seen.json()["own"] is True, seen.text
    gone = await client.get(f"{TICKETS}/{ticket}", headers=await cast.headers("newcomer"))
    assert gone.status_code == 404
    row = await session.get_one(Ticket, ticket, populate_existing=True)
    assert reporter_of(session, row) == kept


async def test_it_stands_in_the_copy_and_goes_with_the_person(
    client: AsyncClient, cast: Cast, ticket: UUID, parts: Parts, session: AsyncSession
) -> None:
    person_id, copy = cast.people["newcomer"], ""
    for module in parts.get(Registry).personal_data:
        copy += str(await module.collect(session, parts, person_id))
    assert CANARY in copy
    for module in reversed(parts.get(Registry).personal_data):
        await module.erase(session, person_id, utc_now())
    await session.commit()
    said = text(
        "SELECT t.text, s.note FROM tickets t JOIN workflow_steps s ON s.case_id = t.case_id"
        " WHERE t.id = :id AND s.step = 'withdraw'"
    )
    [row] = await session.execute(said, {"id": ticket})
    assert tuple(row) == (ERASED, "（已注销）")
    photos = text(
        "SELECT erased_at FROM files f JOIN ticket_photos p ON p.file_id = f.id"
        " WHERE p.ticket_id = :id"
    )
    assert await session.scalar(photos, {"id": ticket}) is not None
