"""Who is met with what, and what they have read."""

from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.located import located_at
from shequ_api.base.residency.models import Belonging, Residency, VerificationMeans
from shequ_api.features.notices.models import Notice, NoticeReceipt
from shequ_api.features.notices.service import end_expired
from shequ_api.kit.clock import utc_now
from tests.cast import BEGAN, HOME, NEIGHBOUR, Cast, place
from tests.counting import Queries
from tests.features.notices.board import Board, later

FIRST_BUILDING, FIRST_GRID = f"{HOME}-c1-b1", f"{HOME}-m01"


async def test_addressed_by_where_one_belongs(board: Board) -> None:
    of_all = await board.published(HOME)
    of_building = await board.published(FIRST_BUILDING)
    of_grid = await board.published(f"{HOME}-m02", f"{HOME}-c2")
    both_ways = await board.published(FIRST_BUILDING, FIRST_GRID, HOME)
    ids = [each["id"] for each in (of_all, of_building, of_grid, both_ways)]
    assert await board.mine("resident") == [ids[3], ids[1], ids[0]], "each once, newest first"
    assert await board.mine("same_compound") == [ids[3], ids[2], ids[0]]
    assert await board.mine("far_resident") == []
    assert await board.mine("newcomer") == [], "who belongs nowhere is addressed nowhere"
    hidden = await board.ask("far_resident", "GET", f"/me/notices/{ids[0]}")
    assert hidden.status_code == 404


async def test_addressed_as_what_one_belongs(board: Board) -> None:
    owners = await board.published(HOME, audiences=["owner"])
    tenants = await board.published(HOME, audiences=["tenant"])
    workers = await board.published(FIRST_GRID, audiences=["grid_worker", "owner"])
    assert await board.mine("resident") == [workers["id"], owners["id"]]
    assert await board.mine("micro_grid_worker") == [workers["id"]]
    assert await board.mine("next_micro_worker") == []
    assert tenants["id"] not in await board.mine("resident")
    of_chiefs = await board.published(HOME, audiences=["grid_worker"])
    for who in ("micro_grid_worker", "next_general_worker", "grid_chief"):
        assert of_chiefs["id"] in await board.mine(who)
    assert of_chiefs["id"] not in await board.mine("far_community_worker")
    known = await board.ask("resident", "GET", "/notice-audiences")
    assert {"resident", "owner", "grid_worker"} <= {each["key"] for each in known.json()}


async def test_who_moves_in_later_sees_what_still_holds(
    board: Board, cast: Cast, session: AsyncSession
) -> None:
    holds = await board.published(HOME)
    over = await board.published(HOME)
    await session.execute(
        text("UPDATE notice_targets SET expires_at = now() WHERE notice_id = :id"),
        {"id": over["id"]},
    )
    dwelling = await place(session, f"{HOME}-c1-b1-u1-d201")
    now = utc_now()
    session.add(
        Residency(
            **located_at(dwelling),
            person_id=cast.people["newcomer"],
            belonging=Belonging.TENANT,
            starts_on=BEGAN,
            claimed_at=now,
            verified_at=now,
            verified_by_means=VerificationMeans.DOOR,
        )
    )
    await session.commit()
    assert await board.mine("newcomer") == [holds["id"]]


async def test_a_correction_is_unread_again(board: Board, session: AsyncSession) -> None:
    notice = await board.published(HOME, asks_confirmation=True)
    other = await board.published(HOME)
    for _ in range(2):
        assert (await board.read("resident", notice)).json()["unread"] is False
    assert await board.mine("resident", unread=True) == [other["id"]]
    assert (await board.read("resident", notice, 2)).json()["code"] == "notice_edition_unknown"
    corrected = await board.corrected(notice)
    assert corrected["number"] == 2
    assert await board.mine("resident", unread=True) == [other["id"], notice["id"]]
    shown = (await board.ask("resident", "GET", f"/me/notices/{notice['id']}")).json()
    assert (shown["unread"], shown["title"]) == (True, "停水通知（更正）")
    assert [each["change_note"] for each in shown["changes"]] == ["改期"]
    late = await board.confirm("resident", notice, 1)
    assert (late.status_code, late.json()["code"]) == (409, "notice_corrected")
    confirmed = await board.confirm("resident", notice, 2)
    assert confirmed.json()["confirmed"] is True
    assert (await board.read("resident", notice, 1)).json()["unread"] is False, "never back"
    needless = await board.confirm("resident", other)
    assert needless.json()["code"] == "notice_nothing_to_confirm"
    receipts = await session.scalars(select(NoticeReceipt.number))
    assert sorted(receipts) == [2], "each reader once, and a refused confirmation reads nothing"


async def test_withdrawn_and_expired(board: Board, session: AsyncSession) -> None:
    notice, other = await board.published(HOME), await board.published(HOME)
    await board.read("resident", notice)
    path = f"/notices/{notice['id']}/withdrawal"
    done = await board.ask("community_worker", "PUT", path, json={"reason": "检修取消"})
    assert done.json()["state"] == "withdrawn"
    again = await board.ask("community_worker", "PUT", path, json={"reason": "检修取消"})
    assert again.json()["code"] == "notice_not_published"
    assert await board.mine("resident") == [other["id"]]
    kept = (await board.ask("resident", "GET", f"/me/notices/{notice['id']}")).json()
    assert (kept["text"], kept["withdrawal_reason"]) == (None, "检修取消")
    gone = await board.ask("same_building", "GET", f"/me/notices/{notice['id']}")
    assert gone.status_code == 404, "who never read it has nothing to be told"
    await end_expired(session, utc_now() + timedelta(days=4))
    await session.commit()
    assert sorted(await session.scalars(select(Notice.state))) == ["expired", "withdrawn"]
    shown = text("SELECT count(*) FROM notice_targets WHERE shown")
    assert await session.scalar(shown) == 0


async def test_shown_from_its_beginning_on(board: Board, session: AsyncSession) -> None:
    notice = await board.published(HOME, begins_at=later(hours=5))
    assert await board.mine("resident") == []
    assert (await board.ask("resident", "GET", f"/me/notices/{notice['id']}")).status_code == 404
    earlier = text("UPDATE notice_targets SET begins_at = now() - interval '1 minute'")
    await session.execute(earlier)
    await session.commit()
    assert await board.mine("resident") == [notice["id"]]


async def test_guests_see_what_is_public_where_they_stand(board: Board, cast: Cast) -> None:
    public = await board.published(f"{HOME}-c1", public=True)
    await board.published(f"{HOME}-c1")
    doubtful = board.draft(HOME, public=True, audiences=["owner"])
    refused = await board.ask("community_worker", "POST", "/notices", json=doubtful)
    assert refused.json()["code"] == "notice_public_not_for_all"

    async def seen(code: str) -> list[str]:
        answer = await board.client.get(f"/api/v1/places/{cast.places[code]}/notices")
        return [each["id"] for each in answer.json()["items"]]

    assert await seen(FIRST_BUILDING) == [public["id"]]
    assert await seen(f"{HOME}-c2") == []
    assert await seen(HOME) == [], "what is for a part is no matter of the whole"
    nowhere = await board.client.get(f"/api/v1/places/{public['id']}/notices")
    assert nowhere.status_code == 404


async def test_pages_without_gaps_and_few_statements(board: Board, queries: Queries) -> None:
    notices = [await board.published(HOME, FIRST_BUILDING) for _ in range(5)]
    first = await board.ask("resident", "GET", "/me/notices", params={"limit": 2})
    got, cursor = [each["id"] for each in first.json()["items"]], first.json()["next_cursor"]
    while cursor:
        with queries() as seen:
            question = {"limit": 2, "cursor": cursor}
            answer = (await board.ask("resident", "GET", "/me/notices", params=question)).json()
        got += [each["id"] for each in answer["items"]]
        cursor = answer["next_cursor"]
    assert got == [each["id"] for each in reversed(notices)]
    assert len([one for one in seen if "notice_targets" in one]) == 1
    assert NEIGHBOUR not in str(answer)
