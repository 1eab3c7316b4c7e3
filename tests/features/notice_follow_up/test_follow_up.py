"""How far a notice has come: counts, who has not read, reminders."""

import asyncio
from typing import Any

from httpx import ASGITransport, AsyncClient
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app
from shequ_api.base.residency.models import Residency
from shequ_api.features.notices.models import Notice
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.conftest import settings_for_tests
from tests.features.notices.board import Board


async def unread(board: Board, notice: dict[str, Any], who: str, **params: Any) -> Any:
    path = f"/notices/{notice['id']}/unread-readers"
    answer = await board.ask(who, "GET", path, params=params)
    if answer.status_code != 200:
        return answer.json()["code"]
    return [each["name"] for each in answer.json()["items"]]


async def counts(board: Board, notice: dict[str, Any]) -> tuple[int, int, int]:
    path = f"/notices/{notice['id']}/counts"
    found = (await board.ask("community_worker", "GET", path)).json()
    assert found["more"] is False
    return found["addressed"], found["read"], found["confirmed"]


async def test_who_has_not_read(client: AsyncClient, cast: Cast) -> None:
    board = Board(client, cast)
    notice = await board.published(HOME, f"{HOME}-c1", asks_confirmation=False)
    assert await counts(board, notice) == (3, 0, 0), "each once, however they are addressed"
    await board.read("resident", notice)
    assert await counts(board, notice) == (3, 1, 0)
    assert await unread(board, notice, "community_worker") == ["丙居民", "乙居民"]
    grid = str(cast.places[f"{HOME}-m01"])
    assert await unread(board, notice, "grid_chief", within_id=grid) == ["乙居民"]
    wide = await unread(board, notice, "subdistrict_administrator")
    assert wide == "notice_scope_too_wide"
    home, far = str(cast.places[HOME]), str(cast.places[NEIGHBOUR])
    narrowed = await unread(board, notice, "subdistrict_administrator", within_id=home)
    assert narrowed == ["丙居民", "乙居民"]
    outside = await unread(board, notice, "community_worker", within_id=far)
    assert outside == "notice_scope_too_wide"
    for who, code in (("micro_grid_worker", "not_found"), ("far_community_worker", "not_found")):
        assert await unread(board, notice, who) == code
    await board.corrected(notice)
    assert await counts(board, notice) == (3, 0, 0), "a correction is to be read anew"


async def test_to_confirm_is_more_than_to_read(client: AsyncClient, cast: Cast) -> None:
    board = Board(client, cast)
    notice = await board.published(f"{HOME}-c1-b1", asks_confirmation=True)
    for who in ("resident", "same_building"):
        await board.read(who, notice)
    assert await unread(board, notice, "community_worker") == ["乙居民", "甲居民"]
    await board.confirm("resident", notice)
    assert await counts(board, notice) == (2, 2, 1)
    assert await unread(board, notice, "community_worker") == ["乙居民"]


async def test_reminders_have_their_time(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    board = Board(client, cast)
    notice = await board.written(HOME)
    path = f"/notices/{notice['id']}/reminders"
    early = await board.ask("community_worker", "POST", path)
    assert early.json()["code"] == "notice_not_published"
    await board.publish(notice)
    done = await board.ask("community_worker", "POST", path)
    assert (done.status_code, done.json()["number"]) == (201, 1)
    again = await board.ask("grid_chief", "POST", path)
    assert (again.status_code, again.json()["code"]) == (409, "notice_reminded_just_now")
    assert await session.scalar(text("SELECT count(*) FROM notice_reminders")) == 1


async def test_two_remind_at_once(open_parts: Parts) -> None:
    cast = await Cast.found(open_parts)
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        board = Board(client, cast)
        notice = await board.published(HOME)
        path = f"/notices/{notice['id']}/reminders"
        asked = (board.ask("community_worker", "POST", path) for _ in range(4))
        codes = sorted([answer.status_code for answer in await asyncio.gather(*asked)])
        assert codes == [201, 409, 409, 409]
        read = [board.read("resident", notice) for _ in range(4)]
        assert {answer.status_code for answer in await asyncio.gather(*read)} == {200}
        assert (await counts(board, notice))[1] == 1, "one reader is one receipt"
        published = await board.written(HOME)
        twice = await asyncio.gather(*(board.publish(published) for _ in range(3)))
        assert [answer.status_code for answer in twice].count(200) == 1


async def test_who_is_addressed_no_more_is_counted_no_more(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    board = Board(client, cast)
    notice = await board.published(f"{HOME}-c1-b1", asks_confirmation=True)
    for who in ("resident", "same_building"):
        await board.read(who, notice)
        await board.confirm(who, notice)
    assert await counts(board, notice) == (2, 2, 2)
    gone = update(Residency).where(Residency.person_id == cast.people["resident"])
    await session.execute(gone.values(ends_on=china_date(utc_now())))
    await session.commit()
    assert await counts(board, notice) == (1, 1, 1)


async def test_a_community_lists_who_has_not_read_what_the_offices_above_it_issued(
    client: AsyncClient, cast: Cast
) -> None:
    board, above = Board(client, cast), "subdistrict_administrator"
    notice = await board.written(HOME, by=above, category="emergency")
    assert await unread(board, notice, "community_worker") == "not_found", "a draft is theirs"
    answer = await board.publish(notice, above)
    assert answer.status_code == 200, answer.text
    if answer.json()["state"] == "waiting":
        passed = await board.review(answer.json(), "district_administrator")
        assert passed.status_code == 200, passed.text
    whole = await unread(board, notice, above, within_id=str(cast.places[HOME]))
    assert whole and await unread(board, notice, "community_worker") == whole
    assert await unread(board, notice, "far_community_worker") == "not_found"
    far = str(cast.places[NEIGHBOUR])
    wide = await unread(board, notice, "community_worker", within_id=far)
    assert wide == "notice_scope_too_wide"


async def test_what_is_over_is_confirmed_no_more(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    board = Board(client, cast)
    notice = await board.published(HOME, asks_confirmation=True)
    await board.read("resident", notice)
    over = update(Notice).where(Notice.id == notice["id"])
    await session.execute(over.values(expires_at=utc_now()))
    await session.commit()
    late = await board.confirm("resident", notice)
    assert (late.status_code, late.json()["code"]) == (409, "notice_not_published")
