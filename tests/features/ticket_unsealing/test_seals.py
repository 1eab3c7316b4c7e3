"""Some time after its end, nobody can find out any more who filed an anonymous ticket."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.owners import OwnerSeal
from shequ_api.features.content_checks.authors import AuthorSeal
from shequ_api.features.ticket_unsealing import expiring
from shequ_api.features.tickets.anonymity import ReporterSeal
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests import clocks
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_ratings.test_rating import opinion
from tests.features.ticket_twins.test_merging import merged
from tests.features.ticket_unsealing.test_openings import opened
from tests.features.tickets.conftest import TicketMaker, file_ticket  # noqa: F401 - a fixture
from tests.features.tickets.slips import TICKETS, photo_of
from tests.features.tickets.test_anonymous import rows_naming

DISTRICT = "510108000000"
Ended = Callable[[int], Awaitable[dict[str, Any]]]


@pytest.fixture
def ended(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    work: Work,
    file_ticket: TicketMaker,  # noqa: F811 - it is that fixture
) -> Ended:
    """Makes anonymous tickets with photos, talk, a rating and a block, that ended so many days
    ago."""

    async def make(days: int) -> dict[str, Any]:
        resident = await cast.headers("resident")
        photo = await photo_of(client, resident, "brown", anonymous=True)
        ticket = await file_ticket(anonymous=True, photo_ids=[photo], text=f"第{days}天")
        address = f"{TICKETS}/{ticket['id']}"
        shown = await photo_of(client, resident, "gold", anonymous=True)
        said = await client.put(
            f"{address}/messages/{new_id()}",
            json={"text": "请快些", "photo_ids": [shown]},
            headers=resident,
        )
        assert said.status_code == 201, said.text
        until = (utc_now() + timedelta(days=1)).isoformat()
        held = await client.post(
            f"{address}/reporter-block",
            json={"reason": "不实", "ends_at": until},
            headers=await cast.headers("community_worker"),
        )
        assert held.status_code == 201, held.text
        await settle(client, cast, ticket)
        rated = await opinion(client, cast, "resident", ticket, 2, comment="等得太久")
        assert rated.status_code == 200, rated.text
        await work()
        # The block would hold the next one back.
        over = ", ".join(f"{at} = {at} - interval '400 days'" for at in ("starts_at", "ends_at"))
        await session.execute(text(f"UPDATE ticket_blocks SET {over}"))
        ago = "ended_at = ended_at - make_interval(days => :days)"
        over = f"UPDATE tickets SET {ago} WHERE id = :id"
        await session.execute(text(over), {"days": days, "id": ticket["id"]})
        await session.commit()
        return {"photo": photo, "shown": shown, **ticket}

    return make


async def codes_of(session: AsyncSession, parts: Parts, cast: Cast) -> list[tuple[str, str]]:
    """Rows that hold a code by which it could be tried whether it was the resident."""
    person = cast.people["resident"]
    seals: tuple[Any, ...] = (ReporterSeal, OwnerSeal, AuthorSeal)
    found: list[tuple[str, str]] = []
    for seal in seals:
        found += await rows_naming(session, parts.get(seal).index_of(person).hex())
    return found


async def pass_time(parts: Parts, hours: int = 1) -> None:
    later = utc_now() + timedelta(hours=hours)
    await clocks.drain(parts, later, "ticket_unsealing.end_seals")


async def test_it_is_destroyed_and_nobody_opens_it(
    client: AsyncClient, cast: Cast, session: AsyncSession, parts: Parts, ended: Ended
) -> None:
    ticket = await ended(366)
    assert {table for table, _ in await codes_of(session, parts, cast)} == {
        *("tickets", "files", "content_checks", "ticket_blocks")
    }
    assert (await opened(client, cast, ticket, "district_administrator")).status_code == 201
    await pass_time(parts)
    refused = await opened(client, cast, ticket, "district_administrator")
    assert (refused.status_code, refused.json()["code"]) == (409, "ticket_seal_ended")
    assert not await codes_of(session, parts, cast)
    sealed = text("SELECT reporter_sealed, seal_ended_at, anonymous FROM tickets WHERE id = :id")
    [row] = await session.execute(sealed, {"id": ticket["id"]})
    assert (row.reporter_sealed, row.seal_ended_at is not None, row.anonymous) == (None, True, True)
    mine = await client.get(f"{TICKETS}/{ticket['id']}", headers=await cast.headers("resident"))
    assert mine.status_code == 404
    seen = await client.get(
        f"{TICKETS}/{ticket['id']}", headers=await cast.headers("community_worker")
    )
    assert (seen.status_code, seen.json()["anonymous"]) == (200, True)
    assert len(seen.json()["photos"]) == 1
    # The same photos, handed in again, are others.
    for colour, former in (("brown", "photo"), ("gold", "shown")):
        again = await photo_of(client, await cast.headers("resident"), colour, anonymous=True)
        assert again != ticket[former]


async def test_as_long_as_the_district_says(
    client: AsyncClient, cast: Cast, session: AsyncSession, parts: Parts, ended: Ended
) -> None:
    ticket = await ended(200)
    await pass_time(parts)
    assert (await opened(client, cast, ticket, "district_administrator")).status_code == 201
    path = f"/api/v1/places/{cast.places[DISTRICT]}/ticket-seal-term"
    resident = await cast.headers("resident")
    assert (await client.get(path, headers=resident)).json() == {"days": 365}
    for who, status in (("community_worker", 404), ("resident", 404), ("city_administrator", 403)):
        refused = await client.put(path, json={"days": 180}, headers=await cast.headers(who))
        assert (who, refused.status_code) == (who, status)
    district = await cast.headers("district_administrator")
    assert (await client.put(path, json={"days": 179}, headers=district)).status_code == 422
    said = await client.put(path, json={"days": 180}, headers=district)
    assert (said.status_code, said.json()) == (200, {"days": 180})
    await pass_time(parts, hours=3)
    refused = await opened(client, cast, ticket, "district_administrator")
    assert (refused.status_code, refused.json()["code"]) == (409, "ticket_seal_ended")


async def test_an_open_ticket_keeps_its_seal(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    parts: Parts,
    file_ticket: TicketMaker,  # noqa: F811 - it is that fixture
) -> None:
    ticket = await file_ticket(anonymous=True)
    old = text("UPDATE tickets SET created_at = created_at - interval '9 years'")
    await session.execute(old)
    await session.commit()
    await pass_time(parts)
    assert (await opened(client, cast, ticket, "district_administrator")).status_code == 201


async def test_a_merged_one_keeps_its_seal_as_long_as_its_lead(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    parts: Parts,
    file_ticket: TicketMaker,  # noqa: F811 - it is that fixture
) -> None:
    lead, ticket = await file_ticket(private=False), await file_ticket(anonymous=True)
    done = await merged(client, cast, lead, ticket)
    assert done.status_code == 200, done.text
    ago = "UPDATE tickets SET ended_at = now() - make_interval(days => :days) WHERE id = :id"
    own = {"days": 900, "id": ticket["id"]}
    for hours, days in ((1, None), (3, 300), (5, 366)):
        if days == 300:
            await settle(client, cast, lead)
        if days is not None:
            await session.execute(text(ago), {"days": days, "id": lead["id"]})
        await session.execute(text(ago), own)
        await session.commit()
        if days != 366:
            await pass_time(parts, hours)
            seen = await opened(client, cast, ticket, "district_administrator")
            assert seen.status_code == 201, seen.text
    await pass_time(parts, 5)
    gone = await opened(client, cast, ticket, "district_administrator")
    assert (gone.status_code, gone.json()["code"]) == (409, "ticket_seal_ended")


@pytest.fixture
async def few_at_once(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(expiring, "AT_ONCE", 1)
    yield


@pytest.mark.usefixtures("few_at_once")
async def test_many_go_lot_by_lot(session: AsyncSession, ended: Ended) -> None:
    for days in (366, 367, 368):
        await ended(days)
    left = text("SELECT count(*) FROM tickets WHERE reporter_sealed IS NOT NULL")
    for expected in (2, 1, 0, 0):
        await expiring.end_seals(session, utc_now())
        await session.commit()
        assert await session.scalar(left) == expected
