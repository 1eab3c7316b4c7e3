"""What an office discloses is read at its place and in all that lies in it; corrections say what
they change; in some categories two people stand behind it."""

from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.open_affairs.models import (
    Disclosure,
    DisclosureCategory,
    DisclosureDraft,
)
from shequ_api.features.open_affairs.personal import PERSONAL_DATA
from shequ_api.kit.clock import utc_now
from tests.base.files.pictures import encoded, picture
from tests.base.people.asking import API, ask
from tests.cast import HOME, NEIGHBOUR
from tests.features.five_codes.conftest import ENTRY
from tests.features.open_affairs.board import CHIEF, OFFICE, Board, later

BUILDING, NEXT = f"{HOME}-c1-b1", f"{HOME}-c2"


async def test_it_is_read_below_its_place_and_nowhere_else(
    board: Board, session: AsyncSession
) -> None:
    whole = await board.published("510108000000", by="district_administrator")
    home = await session.get_one(Place, board.cast.places[HOME])
    assert home.subdistrict_id
    board.cast.places["street"] = home.subdistrict_id
    street = await board.published("street", by="subdistrict_administrator")
    ours = await board.published(HOME)
    compound = await board.published(f"{HOME}-c1")
    assert await board.shown(BUILDING) == [each["id"] for each in (compound, ours, street, whole)]
    assert await board.shown(NEXT) == [each["id"] for each in (ours, street, whole)]
    assert await board.shown(NEIGHBOUR) == [whole["id"]]
    page = await board.public(f"/places/{board.cast.places[BUILDING]}/disclosures", limit=3)
    rest = await board.shown(BUILDING, limit=3, cursor=page["next_cursor"])
    assert rest == [whole["id"]]


async def test_a_draft_is_nobody_elses(board: Board) -> None:
    draft = await board.written()
    assert draft["status"] == "draft" and draft["being_written"]
    assert await board.shown(HOME) == []
    assert (await board.client.get(f"{API}/disclosures/{draft['id']}")).status_code == 404
    path = f"/kept-disclosures/{draft['id']}"
    assert (await board.send("auditor", "GET", path)).status_code == 200
    assert (await board.send("far_community_worker", "GET", path)).status_code == 404
    kept = await board.did(OFFICE, "GET", "/kept-disclosures?state=draft")
    assert [each["title"] for each in kept["items"]] == ["第三季度收支"]


async def test_a_correction_is_an_edition_that_says_what_changed(
    board: Board, session: AsyncSession
) -> None:
    first = await board.published(objections_until=later(days=5), objections_to="社区 101 室")
    path = f"/disclosures/{first['id']}"
    silent = await board.refused(OFFICE, "PUT", f"{path}/draft", board.words())
    assert silent == (422, "disclosure_change_note_unfit")
    await board.corrected(first, text="支出 18 530 元。")
    shown = await board.public(path)
    assert (shown["number"], shown["text"]) == (2, "支出 18 530 元。")
    assert [each["change_note"] for each in shown["changes"]] == ["数字有误"]
    assert shown["shown_from"] == first["shown_from"] and not shown["open_to_objections"]
    editions = await board.did(OFFICE, "GET", f"/kept-{path[1:]}/editions")
    assert [each["number"] for each in editions["items"]] == [2, 1]
    assert editions["items"][1]["objections_to"] == "社区 101 室"
    with pytest.raises(DBAPIError, match="permission denied"):
        async with session.begin_nested():
            await session.execute(text("UPDATE disclosure_editions SET title = 'x'"))


async def test_who_wrote_it_does_not_publish_it_where_two_are_needed(board: Board) -> None:
    draft = await board.written(category="finance")
    path = f"/disclosures/{draft['id']}/publication"
    assert await board.refused(OFFICE, "POST", path) == (403, "disclosure_own_words")
    assert (await board.publish(draft, by=CHIEF))["status"] == "shown"
    again = board.words(change_note="附明细")
    await board.did(CHIEF, "PUT", f"/disclosures/{draft['id']}/draft", again)
    assert await board.refused(CHIEF, "POST", path) == (403, "disclosure_own_words")
    assert (await board.publish(draft))["number"] == 2
    assert await board.refused(OFFICE, "POST", path) == (409, "disclosure_nothing_to_publish")


async def test_its_period_is_half_open(board: Board, session: AsyncSession) -> None:
    coming = await board.published(shown_from=later(hours=1), shown_until=later(days=1))
    assert coming["status"] == "coming"
    assert await board.shown(HOME) == []
    over = await board.published(objections_until=later(days=2), objections_to="社区")
    assert (await board.public(f"/disclosures/{over['id']}"))["open_to_objections"]
    now = utc_now()
    past = {"shown_from": now - timedelta(days=1), "shown_until": now}
    this = update(Disclosure).where(Disclosure.id == UUID(over["id"]))
    await session.execute(this.values(past))
    await session.commit()
    assert await board.shown(HOME) == []
    assert (await board.public(f"/disclosures/{over['id']}"))["status"] == "ended"
    passed = board.words(shown_until=later(days=-1), change_note="改")
    answer = await board.refused(OFFICE, "PUT", f"/disclosures/{over['id']}/draft", passed)
    assert answer == (422, "disclosure_times_unfit")


async def test_what_lay_too_long_is_not_shown_without_time_to_object(
    board: Board, session: AsyncSession
) -> None:
    draft = await board.written(objections_until=later(days=2), objections_to="社区")
    past = {"objections_until": utc_now() - timedelta(minutes=1)}
    this = update(DisclosureDraft).where(DisclosureDraft.disclosure_id == UUID(draft["id"]))
    await session.execute(this.values(past))
    await session.commit()
    path = f"/disclosures/{draft['id']}"
    refused = await board.refused(OFFICE, "POST", f"{path}/publication")
    assert refused == (422, "disclosure_times_unfit")
    words = board.words(objections_until=later(days=2), objections_to="社区")
    await board.did(OFFICE, "PUT", f"{path}/draft", words)
    await board.publish(draft)
    gone = {"shown_from": utc_now() - timedelta(days=3)}
    shown = update(Disclosure).where(Disclosure.id == UUID(draft["id"]))
    await session.execute(shown.values(gone))
    await session.commit()
    kept = {"objections_until": later(days=-1), "objections_to": "社区"}
    assert (await board.corrected(draft, **kept))["number"] == 2, "a correction keeps what passed"


async def test_why_it_was_withdrawn_outlasts_who_did(board: Board, session: AsyncSession) -> None:
    shown = await board.published()
    path = f"/disclosures/{shown['id']}"
    await board.did(OFFICE, "PUT", f"{path}/withdrawal", {"reason": "数字有误"})
    await PERSONAL_DATA.erase(session, board.cast.people[OFFICE], utc_now())
    await session.commit()
    assert (await board.public(path))["withdrawal_reason"] == "数字有误"


async def test_what_is_withdrawn_says_why_and_nothing_else(board: Board) -> None:
    named = {"objections_until": later(days=5), "objections_to": "找王小四"}
    shown = await board.published(title="王小四家困难补助", answered_by="王小四", **named)
    path = f"/disclosures/{shown['id']}"
    await board.corrected(shown, title="王小四家补助", change_note="王小四更名")
    await board.did(OFFICE, "PUT", f"{path}/draft", board.words(change_note="改"))
    await board.did(OFFICE, "PUT", f"{path}/withdrawal", {"reason": "含个人信息"})
    seen = await board.public(path)
    assert (seen["status"], seen["text"], seen["photos"]) == ("withdrawn", None, [])
    assert (seen["changes"], seen["objections_to"]) == ([], None)
    assert seen["title"] == f"居务公开（{seen['place_name']}）"
    assert seen["answered_by"] == seen["place_name"]
    assert "王小四" not in str(seen)
    assert seen["withdrawal_reason"] == "含个人信息"
    kept = await board.did(OFFICE, "GET", f"/kept-{path[1:]}")
    assert kept["title"] == "王小四家补助", "its office reads on what it was"
    assert await board.shown(HOME) == []
    again = await board.refused(OFFICE, "PUT", f"{path}/withdrawal", {"reason": "再撤"})
    assert again == (409, "disclosure_not_published")
    words = board.words(change_note="改")
    assert await board.refused(OFFICE, "PUT", f"{path}/draft", words) == (
        409,
        "disclosure_withdrawn",
    )


async def test_a_draft_is_given_up(board: Board) -> None:
    never, shown = await board.written(), await board.published()
    path = f"/disclosures/{shown['id']}/draft"
    await board.did(OFFICE, "DELETE", f"/disclosures/{never['id']}/draft")
    gone = await board.send(OFFICE, "GET", f"/kept-disclosures/{never['id']}")
    assert gone.status_code == 404
    await board.did(OFFICE, "PUT", path, board.words(change_note="改"))
    await board.did(OFFICE, "DELETE", path)
    assert await board.shown(HOME) == [shown["id"]]
    assert await board.refused(OFFICE, "DELETE", path) == (409, "disclosure_nothing_to_discard")


async def test_a_place_of_ones_own_scope(board: Board) -> None:
    for at in (NEIGHBOUR, f"{HOME}-c1-b1", "510108000000"):
        body = board.words() | {"place_id": str(board.cast.places[at]), "category": "other"}
        refused = await board.refused(OFFICE, "POST", "/disclosures", body)
        assert refused == (422, "disclosure_place_unfit")
    body = board.words() | {"place_id": str(board.cast.places[HOME]), "category": "weather"}
    assert await board.refused(OFFICE, "POST", "/disclosures", body) == (
        422,
        "disclosure_category_unknown",
    )


async def test_photos_are_served_to_everybody(board: Board, client: AsyncClient) -> None:
    content = {"file": ("a.jpg", encoded(picture()), "image/jpeg")}
    photo = await ask(client, board.cast, OFFICE, "POST", "/files", files=content)
    photo_id = photo.json()["id"]
    shown = await board.published(photo_ids=[photo_id])
    [seen] = (await board.public(f"/disclosures/{shown['id']}"))["photos"]
    assert (await client.get(seen["url"])).status_code == 200
    path = f"/disclosures/{shown['id']}"
    words = board.words(change_note="改", photo_ids=[photo_id])
    await board.did(CHIEF, "PUT", f"{path}/draft", words)
    await board.publish(shown)
    assert [one["id"] for one in (await board.public(path))["photos"]] == [photo_id]
    other = await board.published()
    lent = await board.refused(CHIEF, "PUT", f"/disclosures/{other['id']}/draft", words)
    assert lent == (422, "photo_unknown"), "a colleague's, which hangs elsewhere"
    await board.corrected(shown)
    assert [one["id"] for one in (await board.public(path))["photos"]] == [photo_id]
    await board.corrected(shown, photo_ids=[])
    assert (await board.public(path))["photos"] == []


async def test_documents_are_read_by_everybody_and_kept_by_corrections(
    board: Board, client: AsyncClient
) -> None:
    ids = {}
    for who, title in ((OFFICE, "table"), (OFFICE, "notes"), (CHIEF, "errata")):
        ids[title] = await board.document(who, title)
    shown = await board.published(document_ids=[ids["table"], ids["notes"]])
    path = f"/disclosures/{shown['id']}"
    first, _ = (await board.public(path))["documents"]
    assert (first["title"], first["pages"]) == ("table", 1)
    content = await client.get(first["url"])
    assert "filename*=UTF-8''table.pdf" in content.headers["content-disposition"]
    draft = board.words(change_note="改", document_ids=[ids["errata"], ids["table"]])
    await board.did(CHIEF, "PUT", f"{path}/draft", draft)
    again = board.words(change_note="改一字")
    kept = await board.did(OFFICE, "PUT", f"{path}/draft", again)
    assert [one["title"] for one in kept["documents"]] == ["table", "notes"]
    assert [one["title"] for one in kept["draft"]["documents"]] == ["errata", "table"]
    await board.publish(shown)
    await board.corrected(shown)
    seen = await board.public(path)
    assert [one["title"] for one in seen["documents"]] == ["errata", "table"]
    foreign = board.words(document_ids=[ids["errata"]])
    opening = foreign | {"place_id": str(board.cast.places[HOME]), "category": "other"}
    refused = await board.refused(OFFICE, "POST", "/disclosures", opening)
    assert refused == (422, "document_unknown")
    await board.did(OFFICE, "PUT", f"{path}/withdrawal", {"reason": "含个人信息"})
    assert (await board.public(path))["documents"] == []


async def test_categories_of_a_district(board: Board, session: AsyncSession) -> None:
    admin, path = "district_administrator", "/disclosure-categories"
    said = {"code": "lifts", "title": "电梯维保", "position": 2, "needs_second": False}
    made = await board.did(admin, "POST", path, said)
    assert await board.refused(admin, "POST", path, said) == (409, "disclosure_category_code_taken")
    shipped = said | {"code": "finance"}
    assert (await board.refused(admin, "POST", path, shipped))[0] == 409
    at = f"/places/{board.cast.places[BUILDING]}/disclosure-categories"
    codes = [each["code"] for each in await board.public(at)]
    assert codes[:4] == ["party", "lifts", "neighbourhood", "finance"]
    told = await board.published(category="lifts")
    await board.published(category="other")
    assert await board.shown(BUILDING, category="lifts") == [told["id"]]
    kept = await board.did(OFFICE, "GET", "/kept-disclosures?category=lifts&state=published")
    assert [each["id"] for each in kept["items"]] == [told["id"]]
    change = {"title": "电梯", "position": 9, "least_days": 7}
    await board.did(admin, "PUT", f"{path}/{made['id']}", change)
    short = await board.written(category="lifts", shown_until=later(days=3))
    refused = await board.refused(OFFICE, "POST", f"/disclosures/{short['id']}/publication")
    assert refused == (422, "disclosure_too_short")
    await board.did(admin, "POST", f"{path}/{made['id']}/retirement")
    assert "lifts" not in [each["code"] for each in await board.public(at)]
    assert await board.shown(BUILDING, category="lifts") == [told["id"]]
    finance = await session.scalar(
        DisclosureCategory.__table__.select().where(DisclosureCategory.code == "finance")
    )
    foreign = await board.refused(admin, "PUT", f"{path}/{finance}", change)
    assert foreign[0] in (404, 422)


async def test_a_place_offers_and_counts_them(board: Board) -> None:
    await board.published(category="other")
    seen = await board.did("newcomer", "GET", f"/places/{board.cast.places[BUILDING]}/five-codes")
    [view] = [head for head in seen["heads"] if head["key"] == "view"]
    assert {"open_affairs.of_place", "place_feed.read"} <= {one["key"] for one in view["actions"]}
    assert ("公开事项", "此处有 1 条公示") in [(one["title"], one["text"]) for one in view["cards"]]
    for value, status in (("other", 200), ("weather", 422)):
        entry = ENTRY | {
            "head": "view",
            "action": "open_affairs.of_place",
            "parameters": {"category": value},
        }
        draft = {"inherits": True, "hidden": [], "entries": [entry]}
        path = f"/places/{board.cast.places[HOME]}/five-code-catalogue"
        assert (await board.send(OFFICE, "PUT", path, draft)).status_code == status
