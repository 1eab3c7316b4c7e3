"""What waits for a second person, what is taken back, and what is never shown."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import ASGITransport, AsyncClient
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app
from shequ_api.base.files.models import File
from shequ_api.features.notices.discarding import UNTOUCHED_DAYS, end_untouched
from shequ_api.features.notices.models import Notice, NoticeEdition, NoticeFile
from shequ_api.features.notices.photo_holds import PHOTO_HOLDS
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.conftest import settings_for_tests
from tests.features.inbox.reading import messages
from tests.features.notices.board import Board, matching
from tests.features.tickets.slips import photo_of

REVIEWERS = ("community_worker", "grid_chief", "subdistrict_administrator")


async def waits(board: Board, by: str = "community_worker") -> dict[str, Any]:
    written = await board.written(HOME, by=by, category="emergency")
    return dict((await board.publish(written, by)).json())


async def recall(board: Board, notice: dict[str, Any], by: str = "community_worker") -> Any:
    return await board.ask(by, "PUT", f"/notices/{notice['id']}/recall")


async def discard(board: Board, notice: dict[str, Any], by: str = "community_worker") -> Any:
    path = f"/notices/{notice['id']}/draft"
    return await board.ask(by, "DELETE", path, headers=matching(notice))


async def to_do(board: Board, who: str) -> list[str]:
    """The notices that a member is still told to look at."""
    told = await messages(board.client, board.cast, who)
    return [
        each["about_id"]
        for each in told
        if each["kind"] == "notice_waits" and each["done_at"] is None
    ]


async def test_reviewers_are_told_until_one_has_looked(board: Board, work: Work) -> None:
    passed, returned, recalled = [await waits(board) for _ in range(3)]
    await work()
    ids = [each["id"] for each in (recalled, returned, passed)]
    for who in REVIEWERS:
        assert await to_do(board, who) == ids
    for who in ("district_administrator", "far_community_worker", "resident"):
        assert await to_do(board, who) == []
    await board.review(passed, "grid_chief")
    again = (await board.review(returned, "grid_chief", passed=False, note="请写明时间")).json()
    assert (await recall(board, recalled)).json()["state"] == "draft"
    await work()
    for who in REVIEWERS:
        assert await to_do(board, who) == []
    await board.publish(again)
    await work()
    assert await to_do(board, "grid_chief") == [returned["id"]], "it waits anew, and is told anew"


async def test_above_a_community_those_above_are_told(board: Board, work: Work) -> None:
    notice = await waits(board, "subdistrict_administrator")
    await work()
    assert await to_do(board, "district_administrator") == [notice["id"]]
    assert await to_do(board, "community_worker") == []


async def test_a_correction_that_waits_goes_with_its_notice(board: Board, work: Work) -> None:
    notice = (await board.review(await waits(board), "grid_chief")).json()
    body = {"title": "更正", "text": "更正", "change_note": "改期"}
    path = f"/notices/{notice['id']}/correction"
    begun = await board.ask("community_worker", "PUT", path, json=body, headers=matching(notice))
    await board.publish(begun.json())
    await work()
    assert await to_do(board, "grid_chief") == [notice["id"]]
    why = {"reason": "检修取消"}
    await board.ask("community_worker", "PUT", f"/notices/{notice['id']}/withdrawal", json=why)
    await work()
    assert await to_do(board, "grid_chief") == []


async def test_who_wrote_it_takes_it_back(board: Board) -> None:
    written = await board.written(HOME, category="emergency")
    early = await recall(board, written)
    assert (early.status_code, early.json()["code"]) == (409, "notice_nothing_to_recall")
    waiting = (await board.publish(written)).json()
    other = await recall(board, waiting, "grid_chief")
    assert (other.status_code, other.json()["code"]) == (403, "notice_not_own_edition")
    assert (await recall(board, waiting, "far_community_worker")).status_code == 404
    back = (await recall(board, waiting)).json()
    assert (back["state"], back["open_edition"]["state"]) == ("draft", "draft")
    stale = await board.review(waiting, "grid_chief")
    assert stale.json()["code"] == "notice_nothing_to_review"
    path = f"/notices/{waiting['id']}/draft"
    edited = await board.ask(
        "community_worker", "PUT", path, json=board.draft(), headers=matching(back)
    )
    assert edited.status_code == 200, edited.text


async def test_a_draft_that_is_given_up_lets_its_photos_go(
    board: Board, cast: Cast, session: AsyncSession
) -> None:
    photo = await photo_of(board.client, await cast.headers("community_worker"), "olive")
    held = select(File.id).where(PHOTO_HOLDS[0].shown)
    notice = await board.written(HOME, photo_ids=[photo])
    assert list(await session.scalars(held)) == [UUID(photo)]
    path = f"/notices/{notice['id']}/draft"
    assert (await board.ask("community_worker", "DELETE", path)).status_code == 428
    assert (await discard(board, {**notice, "version": 99})).status_code == 412
    assert (await discard(board, notice, "resident")).status_code == 404
    assert (await discard(board, notice)).status_code == 204
    assert list(await session.scalars(held)) == []
    gone = await board.ask("community_worker", "GET", f"/notices/{notice['id']}")
    assert gone.status_code == 404
    left = text("SELECT count(*) FROM notice_targets")
    assert await session.scalar(left) == 0


async def test_a_correction_is_given_up_and_the_notice_stands(
    board: Board, cast: Cast, session: AsyncSession
) -> None:
    first, second = [
        await photo_of(board.client, await cast.headers("community_worker"), colour)
        for colour in ("olive", "navy")
    ]
    notice = await board.published(HOME, photo_ids=[first])
    nothing = await discard(board, notice)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "notice_nothing_to_discard")
    body = {"title": "更正", "text": "更正", "change_note": "改期", "photo_ids": [second]}
    path = f"/notices/{notice['id']}/correction"
    begun = await board.ask("community_worker", "PUT", path, json=body, headers=matching(notice))
    assert (await discard(board, notice)).status_code == 412, "it was begun since"
    assert (await discard(board, begun.json())).status_code == 204
    shown = (await board.ask("community_worker", "GET", f"/notices/{notice['id']}")).json()
    assert (shown["state"], shown["open_edition"], len(shown["photos"])) == ("published", None, 1)
    assert shown["version"] > begun.json()["version"]
    assert list(await session.scalars(select(NoticeFile.file_id))) == [UUID(first)]
    waiting = await waits(board)
    refused = await discard(board, waiting)
    assert refused.json()["code"] == "notice_nothing_to_discard", "what waits is recalled first"


async def test_what_nobody_touched_for_long_ends(
    board: Board, session: AsyncSession, work: Work
) -> None:
    draft, shown, waiting = (
        await board.written(HOME),
        await board.published(HOME),
        await waits(board),
    )
    body = {"title": "更正", "text": "更正", "change_note": "改期"}
    path = f"/notices/{shown['id']}/correction"
    await board.ask("community_worker", "PUT", path, json=body, headers=matching(shown))
    await work()
    assert await to_do(board, "grid_chief") == [waiting["id"]]
    fresh = await board.written(HOME)
    old = text("UPDATE notice_editions SET touched_at = :at WHERE notice_id <> :fresh")
    long_ago = utc_now() - timedelta(days=UNTOUCHED_DAYS, minutes=1)
    await session.execute(old, {"at": long_ago, "fresh": fresh["id"]})
    await session.commit()
    await end_untouched(session, utc_now())
    await session.commit()
    assert set(await session.scalars(select(Notice.id))) == {UUID(shown["id"]), UUID(fresh["id"])}
    states = await session.scalars(select(NoticeEdition.state))
    assert sorted(states) == ["draft", "published"]
    assert draft["id"] not in await board.mine("resident")
    await work()
    assert await to_do(board, "grid_chief") == []


async def test_recalled_and_passed_at_once(open_parts: Parts) -> None:
    """Either is first; never both."""
    cast = await Cast.found(open_parts)
    transport = ASGITransport(create_app(settings_for_tests(), open_parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        board = Board(client, cast)
        for _ in range(3):
            waiting = await waits(board)
            both = await asyncio.gather(recall(board, waiting), board.review(waiting, "grid_chief"))
            assert [answer.status_code for answer in both].count(200) == 1
            assert both[0].status_code in (200, 409), "no version was sent that could be an old one"
            assert both[1].status_code in (200, 409, 412)
            path = f"/notices/{waiting['id']}"
            now = (await board.ask("community_worker", "GET", path)).json()
            recalled = both[0].status_code == 200
            assert now["state"] == ("draft" if recalled else "published")
