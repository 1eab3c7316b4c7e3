"""Whoever has a ticket in view proves its trail by themselves, by what the document says."""

import hashlib
from typing import Any

from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.own_words import FORGOTTEN
from tests.cast import Cast
from tests.features.ticket_talk.talking import Talk, Ticket
from tests.features.tickets.slips import TICKETS, step

LINES = ("form", "previous", "case_id", "number", "step", "from_state", "to_state", "at")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def followed(steps: list[dict[str, Any]]) -> str:
    """The recipe of the endpoint, and nothing of ours: the hash to which the steps lead."""
    head = "0" * 64
    for number, each in enumerate(steps, 1):
        assert (each["previous"], each["number"]) == (head, number)
        lines = [str(each[name] or "-") for name in (*LINES, "record_digest", "words_digest")]
        head = sha256("\n".join(lines).encode())
        assert each["hash"] == head
    return head


async def trail(talk: Talk, by: str, ticket: Ticket) -> list[dict[str, Any]]:
    """All pages, one step each."""
    steps: list[dict[str, Any]] = []
    cursor = ""
    while True:
        got = await talk.get(by, ticket, f"trail?limit=1{cursor}")
        assert got.status_code == 200, got.text
        steps += got.json()["items"]
        if got.json()["next_cursor"] is None:
            return steps
        cursor = f"&cursor={got.json()['next_cursor']}"


async def test_anybody_can_follow_it(talk: Talk, client: AsyncClient, cast: Cast) -> None:
    ticket = await talk.handled(text="楼道堆了垃圾")
    before = (await talk.get("resident", ticket, "timeline")).json()["trail"]
    done = await step(client, cast, "micro_grid_worker", ticket, "settlement", note="甲居民已确认")
    assert done.status_code == 200, done.text
    for reader in ("resident", "community_worker", "micro_grid_worker"):
        steps = await trail(talk, reader, ticket)
        assert [each["step"] for each in steps] == ["submit", "accept", "assign", "settle"]
        head = followed(steps)
        shown = (await talk.get("same_building", ticket, "timeline")).json()["trail"]
        assert shown == {"form": "shequ-trail/1", "steps": 4, "hash": head}
        assert steps[before["steps"] - 1]["hash"] == before["hash"], "it only grows"
    salt, digest = bytes.fromhex(steps[3]["words_salt"]), steps[3]["words_digest"]
    assert sha256(salt + "=甲居民已确认".encode()) == digest
    assert sha256(salt + "=甲居民未确认".encode()) != digest
    assert sha256(bytes.fromhex(steps[0]["words_salt"])) == steps[0]["words_digest"]
    told = (await talk.get("resident", ticket, "trail")).text
    for word in ("甲居民", "已确认", str(cast.people["micro_grid_worker"])):
        assert word not in told


async def test_the_public_reads_the_hash_alone(talk: Talk) -> None:
    ticket = await talk.handled()
    assert (await talk.get("same_building", ticket, "timeline")).json()["trail"]["hash"]
    for stranger in ("same_building", "far_community_worker", "newcomer"):
        assert (await talk.get(stranger, ticket, "trail")).status_code == 404


async def test_what_was_forgotten_leaves_the_trail_whole(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    ticket = await talk.handled()
    done = await step(client, cast, "micro_grid_worker", ticket, "settlement", note="已清运")
    assert done.status_code == 200, done.text
    before = await trail(talk, "resident", ticket)
    worker = cast.people["micro_grid_worker"]
    await session.execute(select(func.shequ_forget_words("workflow_steps", worker)))
    await session.commit()
    after = await trail(talk, "resident", ticket)
    assert followed(after) == followed(before) == before[-1]["hash"]
    assert (before[3]["words_salt"] is None, after[3]["words_salt"]) == (False, None)
    assert after[3] == before[3] | {"words_salt": None}
    seen = await client.get(f"{TICKETS}/{ticket['id']}", headers=await cast.headers("resident"))
    assert seen.json()["slips"][3]["note"] == FORGOTTEN
