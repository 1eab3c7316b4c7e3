"""What somebody wrote or photographed goes with them; what they did, and on duty, stays."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.worker import Worker
from shequ_api.base.files.models import File
from shequ_api.base.files.storage import Storage
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.charity.models import Donation
from shequ_api.features.ticket_ratings.models import TicketRating
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.parts import Parts
from tests.base.privacy.leavings import Canaries, traces
from tests.cast import HOME, Cast
from tests.features.points.earned import fund
from tests.features.tickets.conftest import BUILDING, TicketMaker
from tests.features.tickets.slips import photo_of, step

CANARY = "我叫李某，电话13700000003"
GONE = "（已注销）"
API = "/api/v1"
MUST_BE_FOUND = {
    "tickets.text",
    "workflow_steps.note",
    "charity_donations.message",
    "mandates.note",
}


@pytest.fixture
def file_ticket(client: AsyncClient, cast: Cast) -> TicketMaker:
    async def make(**draft: Any) -> dict[str, Any]:
        place = str(cast.places[BUILDING])
        body = {"service_code": "environment", "text": "楼道堆了垃圾", "place_id": place, **draft}
        answer = await client.post(
            f"{API}/tickets", json=body, headers=await cast.headers("resident")
        )
        assert answer.status_code == 201, answer.text
        ticket: dict[str, Any] = answer.json()
        return ticket

    return make


async def settled(client: AsyncClient, cast: Cast, ticket: dict[str, Any]) -> str:
    """Accepted, given to a worker, settled with a photo of the worker's; the photo's id."""
    worker = str(cast.people["micro_grid_worker"])
    await step(client, cast, "community_worker", ticket, "acceptance")
    await step(client, cast, "community_worker", ticket, "assignment", person_id=worker)
    evidence = await photo_of(client, await cast.headers("micro_grid_worker"), "green")
    done = {"note": "已清运", "photo_ids": [evidence]}
    answer = await step(client, cast, "micro_grid_worker", ticket, "settlement", **done)
    assert answer.is_success, answer.text
    return evidence


async def spoken(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> dict[str, Any]:
    """All that a resident can write over HTTP holds the canary; gives the ticket that was rated,
    as its settler sees it."""
    mine = await cast.headers("resident")
    await fund(session, cast, "resident", 30, now=utc_now())
    await session.commit()
    photo = await photo_of(client, mine, "brown")
    ticket = await file_ticket(text=CANARY, photo_ids=[photo])
    await settled(client, cast, ticket)
    rated = await step(client, cast, "resident", ticket, "ratings/mine", score=4, comment=CANARY)
    assert rated.is_success, rated.text
    other = await file_ticket(text=CANARY)
    assert (await step(client, cast, "resident", other, "withdrawal", reason=CANARY)).is_success
    gift = {"community_id": str(cast.places[HOME]), "amount_points": 5, "message": CANARY}
    today = china_date(utc_now())
    mandate = {
        "agent_phone": "13900000002",
        "permissions": ["ticket:file"],
        "note": CANARY,
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
    }
    for path, body in (("/charity/donations", gift), ("/me/mandates", mandate)):
        headers = mine | {"Idempotency-Key": str(uuid4())}
        answer = await client.post(API + path, json=body, headers=headers)
        assert answer.is_success, answer.text
    return ticket


async def forgotten(client: AsyncClient, cast: Cast, parts: Parts, who: str = "resident") -> None:
    asked = await client.post(
        f"{API}/me/erasure",
        json={"confirmation": "注销账号"},
        headers=await cast.headers(who),
    )
    assert asked.is_success, asked.text
    for _ in range(4):
        await parts.get(Worker).drain(utc_now() + timedelta(days=8))


async def seen(client: AsyncClient, cast: Cast, ticket: dict[str, Any]) -> Any:
    headers = await cast.headers("community_worker")
    answer: Response = await client.get(f"{API}/tickets/{ticket['id']}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_their_words_go_and_the_steps_stay(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, parts: Parts
) -> None:
    ticket = await spoken(client, cast, session, file_ticket)
    inside = {"district_id": cast.places["510108000000"], "person_id": cast.people["resident"]}
    canaries = Canaries(("李某", "13700000003"))
    before = await traces(session, canaries, **inside)
    assert not MUST_BE_FOUND - before.keys(), (
        "a search that finds nothing before finds nothing after"
    )
    steps = await session.scalar(select(func.count()).select_from(StepLog))
    await session.commit()
    await forgotten(client, cast, parts)
    assert await session.scalar(select(func.count()).select_from(StepLog)) == steps
    await session.commit()
    assert await traces(session, canaries, **inside) == {}
    view = await seen(client, cast, ticket)
    notes = {slip["step"]: slip["note"] for slip in view["slips"]}
    assert (notes["rate"], notes["settle"]) == (None, "已清运"), "others' words are theirs"
    assert (await session.scalars(select(TicketRating.comment))).all() == [GONE]
    assert (await session.scalars(select(Donation.message))).all() == [GONE]


async def test_what_they_wrote_in_an_account_that_was_merged_goes_too(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, parts: Parts
) -> None:
    await spoken(client, cast, session, file_ticket)
    code = await client.post(f"{API}/me/merge-codes", headers=await cast.headers("resident"))
    merged = await client.post(
        f"{API}/me/merges",
        json={"code": code.json()["code"]},
        headers=await cast.headers("newcomer"),
    )
    assert merged.is_success, merged.text
    await forgotten(client, cast, parts, "newcomer")
    inside = {"district_id": cast.places["510108000000"], "person_id": cast.people["resident"]}
    canaries = Canaries(("李某", "13700000003", "甲居民"))
    assert await traces(session, canaries, **inside) == {}


async def test_their_photos_go_and_evidence_stays(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    file_ticket: TicketMaker,
    parts: Parts,
) -> None:
    mine, neighbour = await cast.headers("resident"), await cast.headers("same_building")
    photo = await photo_of(client, mine, "brown")
    shared = [await photo_of(client, headers, "white") for headers in (mine, neighbour)]
    ticket = await file_ticket(photo_ids=[photo])
    evidence = await settled(client, cast, ticket)
    shas = {
        name: (await session.get_one(File, UUID(file_id))).sha256
        for name, file_id in (("photo", photo), ("shared", shared[0]), ("evidence", evidence))
    }
    shown = [each["photo"] for each in (await seen(client, cast, ticket))["photos"]]
    [address] = [each["url"] for each in shown if each["id"] == photo]
    assert (await client.get(address)).status_code == 200
    await session.commit()
    await forgotten(client, cast, parts)
    storage = parts.get(Storage)
    with pytest.raises(Absent):
        await storage.get(shas["photo"])
    assert await storage.get(shas["shared"]), "the neighbour handed in the same, and has it still"
    assert (await client.get(address)).status_code == 404
    assert len((await seen(client, cast, ticket))["photos"]) == 2, "the list does not break"
    row = await session.get_one(File, UUID(photo), populate_existing=True)
    assert (row.sha256, row.taken_at, row.likeness) == (f"dropped:{shas['photo']}", None, None)
    assert (await session.get_one(File, UUID(evidence))).erased_at is None
    assert await storage.get(shas["evidence"])


@pytest.mark.parametrize(
    ("change", "done"),
    [
        ("note = '（已注销）' WHERE id = 1", True),
        ("note = '别的' WHERE id = 1", False),
        ("note = NULL WHERE id = 1", False),
        ("note = '（已注销）', id = 9 WHERE id = 1", False),
        ("note = '（已注销）' WHERE id = 2", False),
    ],
)
async def test_a_trail_takes_these_words_and_nothing_else(
    session: AsyncSession, change: str, done: bool
) -> None:
    """Whoever owns the table; the second row never had words."""
    for made in (
        "CREATE TEMP TABLE trail (id int, note text)",
        "INSERT INTO trail VALUES (1, '李某'), (2, NULL)",
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON trail"
        " FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change('note')",
    ):
        await session.execute(text(made))
    if done:
        await session.execute(text(f"UPDATE trail SET {change}"))
    else:
        with pytest.raises(DBAPIError, match="never changed"):
            await session.execute(text(f"UPDATE trail SET {change}"))
    await session.rollback()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE workflow_steps SET note = '（已注销）'",
        "SELECT shequ_forget_words('persons', gen_random_uuid())",
    ],
)
async def test_the_app_role_reaches_no_other_words(session: AsyncSession, change: str) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|case not found"):
        await session.execute(text(change))
    await session.rollback()
