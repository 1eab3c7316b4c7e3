"""Anonymous tickets: nobody learns who ordered, in no answer, list, log or table."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.clocks import Work
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import TICKETS, photo_of, step

TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""


async def rows_naming(session: AsyncSession, needle: str) -> list[tuple[str, str]]:
    """Each row of the whole database that holds a text, as text."""
    found = []
    for table in list(await session.scalars(text(TABLES))):
        rows = text(f'SELECT to_jsonb(t)::text FROM "{table}" t WHERE to_jsonb(t)::text LIKE :it')
        found += [(table, row) for row in await session.scalars(rows, {"it": f"%{needle}%"})]
    return found


async def lived(client: AsyncClient, cast: Cast, file_ticket: TicketMaker) -> dict[str, Any]:
    """An anonymous ticket with a photo that went through all slips."""
    resident = await cast.headers("resident")
    photo = await photo_of(client, resident, "brown", anonymous=True)
    key = {"Idempotency-Key": "anonymous-1"}
    ticket = await file_ticket(anonymous=True, photo_ids=[photo], headers=key)
    await step(client, cast, "community_worker", ticket, "acceptance", note="收到")
    worker = str(cast.people["micro_grid_worker"])
    await step(client, cast, "community_worker", ticket, "assignment", person_id=worker)
    address = f"{TICKETS}/{ticket['id']}"
    said = {"text": "门口又堆了"}
    spoken = await client.put(f"{address}/messages/{new_id()}", json=said, headers=resident)
    assert spoken.status_code == 201, spoken.text
    read = await client.put(f"{address}/talk/reading", json={"number": 1}, headers=resident)
    assert read.is_success, read.text
    await client.post(f"{address}/urges", headers=resident)
    await step(client, cast, "micro_grid_worker", ticket, "settlement", note="已清运")
    given = {"score": 2, "comment": "还是有味道"}
    for path, body in (("ratings/mine", given), ("ratings/mine", given), ("rating-refusal", None)):
        repeated = await client.put(f"{address}/{path}", json=body, headers=resident)
        assert repeated.is_success, repeated.text
    await client.delete(
        f"{TICKETS.replace('tickets', 'public-tickets')}/{ticket['id']}/support", headers=resident
    )
    rated = await client.get(address, headers=resident)
    return {"photo": photo, **rated.json()}


async def test_no_row_names_both_the_reporter_and_the_ticket(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, session: AsyncSession, work: Work
) -> None:
    ticket = await lived(client, cast, file_ticket)
    await work()
    case = text("SELECT case_id FROM tickets WHERE id = :id")
    case_id = await session.scalar(case, {"id": ticket["id"]})
    theirs = {str(cast.people["resident"]), *await _postings_of(session, cast)}
    for needle in (ticket["id"], str(case_id), ticket["photo"]):
        rows = await rows_naming(session, needle)
        assert len(rows) > 1
        assert not [(table, row) for table, row in rows if any(name in row for name in theirs)]


async def test_no_code_of_what_is_signed_stands_at_what_is_not(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, session: AsyncSession
) -> None:
    for anonymous in (False, True):
        key = {"Idempotency-Key": f"kept-{anonymous}"}
        await file_ticket(anonymous=anonymous, headers=key)
    codes = text("SELECT principal FROM idempotency_records WHERE key LIKE 'kept-%'")
    found = list(await session.scalars(codes))
    assert len(found) == len(set(found)) == 2


async def _postings_of(session: AsyncSession, cast: Cast) -> set[str]:
    held = text("SELECT id FROM postings WHERE person_id = :id")
    return {str(each) for each in await session.scalars(held, {"id": cast.people["resident"]})}


async def test_the_reporter_finds_it_and_others_see_nobody(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await lived(client, cast, file_ticket)
    resident = await cast.headers("resident")
    mine = await client.get(TICKETS, params={"view": "reported"}, headers=resident)
    assert ticket["id"] in {line["id"] for line in mine.json()["items"]}
    own = (await client.get(f"{TICKETS}/{ticket['id']}", headers=resident)).json()
    assert (own["own"], own["anonymous"], own["score"]) == (True, True, 2)
    for who in ("community_worker", "micro_grid_worker", "district_administrator"):
        headers = await cast.headers(who)
        answer = await client.get(f"{TICKETS}/{ticket['id']}", headers=headers)
        seen = answer.json()
        assert (seen["own"], seen["reporter_id"], seen["reporter_name"]) == (False, None, None)
        assert [slip["actor_name"] for slip in seen["slips"]] == [
            *(None, "甲社工", "甲社工", "甲微格", None)
        ]
        assert str(cast.people["resident"]) not in answer.text
        assert "甲居民" not in answer.text
    stranger = await cast.headers("same_building")
    hidden = await client.get(f"{TICKETS}/{ticket['id']}", headers=stranger)
    assert hidden.status_code == 404
    rated = await step(client, cast, "community_worker", ticket, "ratings/mine", score=5)
    assert (rated.status_code, rated.json()["code"]) == (403, "not_affected")


async def test_a_signed_photo_would_tell(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, session: AsyncSession
) -> None:
    resident = await cast.headers("resident")
    signed = await photo_of(client, resident, "brown")
    draft = {"service_code": "noise", "text": "吵", "anonymous": True, "photo_ids": [signed]}
    refused = await client.post(TICKETS, json=draft, headers=resident)
    assert (refused.status_code, refused.json()["code"]) == (422, "photo_signed")
    sealed = await photo_of(client, resident, "brown", anonymous=True)
    again = await photo_of(client, resident, "brown", anonymous=True)
    others = await photo_of(client, await cast.headers("same_building"), "brown", anonymous=True)
    assert sealed == again != others
    prints = text("SELECT sha256, original_sha256, likeness, taken_at FROM files")
    rows = (await session.execute(prints)).all()
    assert len({row.sha256 for row in rows}) == len({row.original_sha256 for row in rows}) == 3
    # Nor may what was handed in for an anonymous ticket stand on a signed one.
    named = await client.post(
        TICKETS,
        json={"service_code": "noise", "text": "吵", "photo_ids": [sealed]},
        headers=resident,
    )
    assert named.json()["code"] == "photo_unknown"


async def test_the_reporter_withdraws_without_signing(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, session: AsyncSession
) -> None:
    # Staff, too, may report anonymously: their posting would tell.
    ticket = await file_ticket("community_worker", anonymous=True)
    gone = await step(client, cast, "community_worker", ticket, "withdrawal", reason="弄错了")
    assert gone.json()["state"] == "withdrawn", gone.text
    steps = text("SELECT actor_id, facts FROM workflow_steps WHERE case_id = (:case)")
    case = text("SELECT case_id FROM tickets WHERE id = :id")
    case_id = await session.scalar(case, {"id": ticket["id"]})
    rows = (await session.execute(steps, {"case": case_id})).all()
    assert [(row.actor_id, row.facts) for row in rows] == [(None, {}), (None, {})]
    entries = text(
        "SELECT person_id, posting_id, role, request_id, district_id FROM audit_log"
        " WHERE :id = ANY (subject_ids)"
    )
    logged = (await session.execute(entries, {"id": ticket["id"]})).all()
    district = await session.scalar(text("SELECT district_id FROM tickets"))
    assert {tuple(entry) for entry in logged} == {(None, None, "anonymous", None, district)}
