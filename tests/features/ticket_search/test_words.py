"""Searching in the words of tickets: two signs, scopes, what was blacked out, hostile words."""

import json
from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_search.models import TicketWords
from shequ_api.features.tickets import personal
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.counting import Queries
from tests.features.ticket_search.conftest import Search
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import TICKETS

STAFF = ("micro_grid_worker", "general_grid_worker", "community_worker", "grid_chief")


async def test_two_signs_find_the_word_wherever_it_stands(
    search: Search, file_ticket: TicketMaker
) -> None:
    first = await file_ticket(text="漏水了，三单元四楼厨房")
    middle = await file_ticket(text="楼上装修后一直漏水滴到我家")
    last = await file_ticket(text="我家厨房漏水")
    await file_ticket(text="漏了一点水")
    hit = [last["id"], middle["id"], first["id"]]
    assert await search.text("community_worker", "漏水") == hit, "the newest first"
    assert await search.text("community_worker", "漏水 厨房") == [last["id"], first["id"]]
    assert await search.text("community_worker", "厨房漏水") == [last["id"]]
    assert await search.text("community_worker", "水漏") == []


async def test_a_longer_word_is_more_than_its_pairs(
    search: Search, file_ticket: TicketMaker
) -> None:
    await file_ticket(text="路灯很暗，灯坏要修，坏了半年")
    whole = await file_ticket(text="门口的路灯坏了")
    assert await search.text("community_worker", "路灯坏了") == [whole["id"]]


async def test_width_and_capitals_do_not_matter(search: Search, file_ticket: TicketMaker) -> None:
    ticket = await file_ticket(text="ＷｉＦｉ信号塔　１２号楼旁")
    for said in ("wifi", "WIFI信号", "ＷＩＦＩ", "12号", "１２号楼", "信号塔　１２"):
        assert await search.text("community_worker", said) == [ticket["id"]], said


async def test_only_what_lies_in_scope(
    search: Search, file_ticket: TicketMaker, cast: Cast
) -> None:
    here = await file_ticket(text="井盖松动", private=True)
    far = cast.places[f"{NEIGHBOUR}-c1-b1"]
    there = await file_ticket(text="井盖松动", by="far_resident", place_id=str(far))
    for by in STAFF:
        assert await search.text(by, "井盖") == [here["id"]], by
    assert await search.text("next_micro_worker", "井盖") == []
    assert await search.text("far_community_worker", "井盖") == [there["id"]]
    assert await search.text("district_administrator", "井盖") == [there["id"], here["id"]]
    for by in ("resident", "partner", "committee_member"):
        refused = await search.ask(by, "text", {"text": "井盖"})
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing"), by


async def test_a_ticket_that_moves_is_found_where_it_lies(
    search: Search, file_ticket: TicketMaker, cast: Cast, session: AsyncSession
) -> None:
    ticket = await file_ticket(text="树枝压线")
    grid = cast.places[f"{HOME}-m02"]
    moved = update(Ticket).where(Ticket.case_id.is_not(None)).values(micro_grid_id=grid)
    await session.execute(moved.where(Ticket.number == ticket["number"]))
    await session.flush()
    assert await search.text("next_micro_worker", "树枝") == [ticket["id"]]
    assert await search.text("micro_grid_worker", "树枝") == []


async def test_what_was_blacked_out_is_not_found_nor_kept(
    search: Search, file_ticket: TicketMaker, client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    ticket = await file_ticket(text="我是李小梅，住在三楼")
    body = {"length": 10, "spans": [{"start": 2, "end": 5}]}
    path = f"{TICKETS}/{ticket['id']}/text-redaction"
    headers = await cast.headers("community_worker")
    done = await client.put(path, json=body, headers=headers)
    assert done.status_code == 200, done.text
    assert await search.text("community_worker", "小梅") == []
    assert await search.text("community_worker", "三楼") == [ticket["id"]]
    [kept] = await session.scalars(select(TicketWords.words))
    assert "李" not in kept


async def test_what_was_erased_is_not_found_nor_kept(
    search: Search, file_ticket: TicketMaker, cast: Cast, session: AsyncSession
) -> None:
    for anonymous in (False, True):
        key = {"Idempotency-Key": f"erased-{anonymous}"}
        await file_ticket(text="我家的钥匙丢了", anonymous=anonymous, headers=key)
    assert len(await search.text("community_worker", "钥匙")) == 2
    await personal.erase(session, cast.people["resident"], utc_now())
    assert await search.text("community_worker", "钥匙") == []
    assert not [kept for kept in await session.scalars(select(TicketWords.words)) if "钥" in kept]


async def test_pages_end_where_nothing_is_left(search: Search, file_ticket: TicketMaker) -> None:
    tickets = [(await file_ticket(text=f"第{n}次反映：楼道灯不亮"))["id"] for n in range(5)]
    seen, cursor = [], None
    while True:
        more: dict[str, str] = {"cursor": cursor} if cursor else {}
        answer = await search.ask("community_worker", "text", {"text": "楼道"}, limit=2, **more)
        seen += [line["id"] for line in answer.json()["items"]]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            break
        other = {"text": "灯不亮"}
        strange = await search.ask("community_worker", "text", other, limit=2, cursor=cursor)
        assert strange.json()["code"] == "cursor_invalid", "of another search"
    assert seen == tickets[::-1]


async def test_old_ones_are_found_for_five_years(
    search: Search, file_ticket: TicketMaker, session: AsyncSession
) -> None:
    ages = (0, 6, 8, 20, 29, 100, 400, 1_000, 1_800, 2_000)
    ids = []
    for days in ages:
        ticket = await file_ticket(text="信箱锁坏")
        values = {"days": timedelta(days=days), "id": ticket["id"]}
        for table, key in (("tickets", "id"), ("ticket_words", "ticket_id")):
            back = f"created_at = created_at - CAST(:days AS interval) WHERE {key} = :id"
            await session.execute(text(f"UPDATE {table} SET {back}"), values)
        ids.append(ticket["id"])
    assert await search.text("community_worker", "信箱") == ids[:-1]


@pytest.mark.parametrize("said", ["%", "灯", "  ", "一 灯", "水\u3000", "a b c d e f"])
async def test_single_signs_are_refused(search: Search, said: str) -> None:
    answer = await search.ask("community_worker", "text", {"text": said})
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    "said",
    [
        "%%",
        "__",
        "\\%",
        "'; DROP",
        "\\\\",
        "漏%",
        "{漏水}",
        "😀😀",
        "👨‍👩‍👧",
        "w1",
        "\u202e水漏",
        "x" * 60,
    ],
)
async def test_hostile_words_stand_for_themselves(
    search: Search, file_ticket: TicketMaker, said: str
) -> None:
    plain = await file_ticket(text="漏水100，没有特别的字")
    assert await search.text("community_worker", said) == []
    odd = await file_ticket(text=f"写着{said}的牌子")
    assert await search.text("community_worker", said) == [odd["id"]]
    assert await search.text("community_worker", "没有特别") == [plain["id"]]


@pytest.mark.parametrize("said", ["漏水\x00", "漏\ud800水", "水" * 61, 12, None, ["漏水"]])
async def test_what_is_no_text_is_malformed(search: Search, said: object) -> None:
    headers = await search.cast.headers("community_worker")
    content = json.dumps({"text": said})
    path = "/api/v1/ticket-searches/by-text"
    headers |= {"Content-Type": "application/json"}
    answer = await search.client.post(path, content=content, headers=headers)
    assert answer.status_code == 422, answer.text


async def test_one_statement(search: Search, file_ticket: TicketMaker, queries: Queries) -> None:
    for n in range(3):
        await file_ticket(text=f"停车占道{n}")
    await search.text("community_worker", "停车")
    with queries() as seen:
        await search.text("community_worker", "停车")
    [asked] = [one for one in seen if "tickets" in one]
    assert "ticket_words" in asked
