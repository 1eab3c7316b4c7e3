"""What hangs on a notice: photos and PDFs, from edition to edition and whoever writes it."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.erasing import expire_unused
from shequ_api.base.files.personal import PERSONAL_DATA as FILES
from shequ_api.features.notices.personal import PERSONAL_DATA
from shequ_api.kit.clock import utc_now
from tests.base.files.papers import paper
from tests.cast import HOME, Cast
from tests.features.notices.board import Board, matching
from tests.features.tickets.slips import photo_of

OFFICE, CHIEF = "community_worker", "grid_chief"
CORRECTION = {"title": "更正", "text": "改期", "change_note": "改期"}


async def document_of(board: Board, who: str, title: str) -> str:
    files = {"file": ("a.pdf", paper(word=title), "application/pdf")}
    answer = await board.ask(who, "POST", "/documents", files=files, data={"title": title})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def titles(view: dict[str, Any]) -> list[str]:
    return [each["title"] for each in view["documents"]]


async def seen(board: Board, notice: dict[str, Any]) -> dict[str, Any]:
    answer = await board.ask("resident", "GET", f"/me/notices/{notice['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_whoever_may_read_a_notice_reads_its_documents(board: Board, cast: Cast) -> None:
    ids = [await document_of(board, OFFICE, title) for title in ("plan", "map")]
    notice = await board.published(HOME, document_ids=ids, public=True)
    assert titles(notice) == titles(await seen(board, notice)) == ["plan", "map"]
    place = f"/api/v1/places/{cast.places[HOME]}/notices"
    [public] = (await board.client.get(place)).json()["items"]
    assert [each["id"] for each in public["documents"]] == ids
    shown = await board.client.get(public["documents"][0]["url"])
    assert PdfReader(BytesIO(shown.content)).pages[0].extract_text().strip() == "plan 0"
    many = await board.ask(OFFICE, "POST", "/notices", json=board.draft(HOME, document_ids=ids * 5))
    assert many.status_code == 422
    withdrawal = {"reason": "检修取消"}
    await board.read("resident", notice)
    path = f"/notices/{notice['id']}/withdrawal"
    await board.ask(OFFICE, "PUT", path, json=withdrawal)
    assert titles(await seen(board, notice)) == []


async def test_only_what_one_handed_in_or_the_notice_has(board: Board) -> None:
    theirs = await document_of(board, CHIEF, "chief")
    photo = await photo_of(board.client, await board.cast.headers(OFFICE), "olive")
    for ids in ({"document_ids": [theirs]}, {"document_ids": [photo]}):
        draft = board.draft(HOME, **ids)
        refused = await board.ask(OFFICE, "POST", "/notices", json=draft)
        assert (refused.status_code, refused.json()["code"]) == (422, "document_unknown")
    mine = await document_of(board, OFFICE, "mine")
    draft = board.draft(HOME, photo_ids=[mine])
    refused = await board.ask(OFFICE, "POST", "/notices", json=draft)
    assert (refused.status_code, refused.json()["code"]) == (422, "photo_unknown")


async def test_a_colleagues_correction_keeps_what_the_notice_had(board: Board) -> None:
    photo = await photo_of(board.client, await board.cast.headers(OFFICE), "olive")
    plan = await document_of(board, OFFICE, "plan")
    notice = await board.published(HOME, photo_ids=[photo], document_ids=[plan])
    for named in ({}, {"photo_ids": [photo], "document_ids": [plan]}):
        notice = await board.corrected(notice, by=CHIEF, **named)
        assert [each["id"] for each in notice["photos"]] == [photo]
        assert titles(notice) == ["plan"]
    other = await board.published(HOME)
    path = f"/notices/{other['id']}/correction"
    lent = CORRECTION | {"photo_ids": [photo]}
    refused = await board.ask(CHIEF, "PUT", path, json=lent, headers=matching(other))
    assert refused.json()["code"] == "photo_unknown", "a colleague's, which hangs elsewhere"
    added = await document_of(board, CHIEF, "added")
    notice = await board.corrected(notice, by=CHIEF, document_ids=[added, plan])
    assert titles(notice) == ["added", "plan"]
    notice = await board.corrected(notice, photo_ids=[], document_ids=[])
    shown = await seen(board, notice)
    assert (shown["photos"], shown["documents"]) == ([], [])


async def test_a_draft_that_is_changed_keeps_its_documents_and_shows_them_to_who_reviews(
    board: Board,
) -> None:
    plan = await document_of(board, OFFICE, "plan")
    notice = await board.published(HOME, category="ordinary")
    path = f"/notices/{notice['id']}/correction"
    begun = CORRECTION | {"document_ids": [plan]}
    answer = await board.ask(OFFICE, "PUT", path, json=begun, headers=matching(notice))
    again = await board.ask(CHIEF, "PUT", path, json=CORRECTION, headers=matching(answer.json()))
    told = again.json()
    assert (titles(told), titles(told["open_edition"])) == ([], ["plan"])
    written = await board.written(HOME, document_ids=[plan])
    path = f"/notices/{written['id']}/draft"
    changed = await board.ask(CHIEF, "PUT", path, json=board.draft(HOME), headers=matching(written))
    assert titles(changed.json()) == ["plan"]


async def test_what_no_record_names_expires_and_what_hangs_stays(
    board: Board, session: AsyncSession
) -> None:
    hung, loose = [await document_of(board, OFFICE, title) for title in ("hung", "loose")]
    notice = await board.published(HOME, document_ids=[hung])
    later = utc_now() + timedelta(days=91)
    assert await expire_unused(session, later, timedelta(days=90), 100) == 1
    assert titles(await seen(board, notice)) == ["hung"]
    refused = await board.ask(
        OFFICE, "POST", "/notices", json=board.draft(HOME, document_ids=[loose])
    )
    assert refused.json()["code"] == "document_unknown"


async def test_erasing_takes_the_reasons_and_leaves_what_was_published(
    board: Board, session: AsyncSession, cast: Cast
) -> None:
    plan = await document_of(board, OFFICE, "plan")
    notice = await board.published(HOME, document_ids=[plan])
    other = await board.published(HOME)
    await board.read("resident", other)
    path = f"/notices/{other['id']}/withdrawal"
    await board.ask(OFFICE, "PUT", path, json={"reason": "王小四说取消"})
    copy = await board.ask(OFFICE, "GET", "/me/personal-data")
    assert "王小四说取消" in copy.text
    for module in (PERSONAL_DATA, FILES):
        await module.erase(session, cast.people[OFFICE], utc_now())
    session.expire_all()
    assert (await seen(board, other))["withdrawal_reason"] is None
    assert titles(await seen(board, notice)) == ["plan"]
