"""Who may publish what, by whose second look."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.custom_roles import CustomRole
from shequ_api.features.notices.models import NoticeEdition
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import day
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.notices.board import Board, later, matching


async def test_an_emergency_needs_a_second_person(board: Board) -> None:
    written = await board.written(HOME, category="emergency")
    waiting = (await board.publish(written)).json()
    assert waiting["state"] == "waiting"
    assert await board.mine("resident") == []
    own = await board.review(waiting, "community_worker")
    assert (own.status_code, own.json()["code"]) == (403, "notice_own_edition")
    twice = await board.publish(waiting)
    assert twice.json()["code"] == "notice_nothing_to_publish"
    path = f"/notices/{waiting['id']}/draft"
    edit = await board.ask("grid_chief", "PUT", path, json=board.draft(), headers=matching(waiting))
    assert edit.json()["code"] == "notice_edition_waits"
    stale = await board.review(written, "grid_chief")
    assert stale.status_code == 412, "what was passed is what was seen"
    returned = await board.review(waiting, "grid_chief", passed=False, note="请写明时间")
    assert returned.json()["state"] == "draft"
    assert returned.json()["open_edition"]["return_note"] == "请写明时间"
    waiting = (await board.publish(returned.json())).json()
    passed = await board.review(waiting, "grid_chief")
    assert passed.json()["state"] == "published"
    assert await board.mine("resident") == [waiting["id"]]
    none = await board.review(passed.json(), "grid_chief")
    assert none.json()["code"] == "notice_nothing_to_review"


async def test_above_a_community_another_looks_too(board: Board, cast: Cast) -> None:
    by = "subdistrict_administrator"
    written = await board.written(HOME, by=by)
    waiting = (await board.publish(written, by)).json()
    assert waiting["state"] == "waiting"
    below = await board.review(waiting, "community_worker")
    assert below.status_code == 404, "a community does not pass what is issued above it"
    passed = await board.review(waiting, "district_administrator")
    assert passed.json()["state"] == "published"
    assert await board.mine("resident") == [waiting["id"]]
    body = {"title": "更正", "text": "更正", "change_note": "改期"}
    path = f"/notices/{waiting['id']}/correction"
    begun = await board.ask(by, "PUT", path, json=body, headers=matching(passed.json()))
    again = (await board.publish(begun.json(), by)).json()
    assert (again["state"], again["number"]) == ("published", 1), "the old one stands meanwhile"
    assert again["open_edition"]["state"] == "waiting"
    late = await board.ask(by, "PUT", path, json=body, headers=matching(again))
    assert late.json()["code"] == "notice_edition_waits"
    done = (await board.review(again, "district_administrator")).json()
    assert (done["number"], done["title"], done["open_edition"]) == (2, "更正", None)


@pytest.mark.parametrize(
    ("code", "more", "refused"),
    [
        (NEIGHBOUR, {}, "notice_target_unfit"),
        (f"{HOME}-c1-b1-u1-d101", {}, "notice_target_unfit"),
        (HOME, {"audiences": ["everybody_else"]}, "notice_audience_unknown"),
        (HOME, {"expires_at": later(days=400)}, "notice_holds_too_long"),
        (HOME, {"expires_at": later(hours=-1)}, "notice_over"),
        (HOME, {"begins_at": later(days=2), "expires_at": later(days=1)}, "validation"),
    ],
)
async def test_drafts_that_do_not_fit(
    board: Board, code: str, more: dict[str, Any], refused: str
) -> None:
    draft = board.draft(code, **more)
    answer = await board.ask("community_worker", "POST", "/notices", json=draft)
    assert answer.status_code in (409, 422)
    assert refused in (answer.json()["code"], "validation")


async def test_offices_issue_and_nobody_else(board: Board, cast: Cast) -> None:
    for who in ("resident", "micro_grid_worker", "partner", "city_administrator"):
        answer = await board.ask(who, "POST", "/notices", json=board.draft())
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing")
    notice = await board.written(HOME)
    for who in ("far_community_worker", "resident"):
        assert (await board.ask(who, "GET", f"/notices/{notice['id']}")).status_code == 404
    whole_street = await board.ask(
        "subdistrict_administrator", "GET", "/notices", params={"state": "draft"}
    )
    assert [each["id"] for each in whole_street.json()["items"]] == [notice["id"]]
    none = await board.ask("community_worker", "GET", "/notices", params={"category": "emergency"})
    assert none.json()["items"] == []


async def test_a_role_below_a_community_issues_nothing(
    board: Board, cast: Cast, session: AsyncSession
) -> None:
    """No such role is made any more; one from before may be in force still."""
    at = {"held_kind": "general_grid", "place_id": str(cast.places[HOME])}
    role = {"title": "公告员", "permissions": ["notice:write"], **at}
    refused = await board.ask("community_worker", "POST", "/access/custom-roles", json=role)
    assert (refused.status_code, refused.json()["code"]) == (422, "custom_role_unfit")
    body = {**role, "permissions": ["notice:view"]}
    made = await board.ask("community_worker", "POST", "/access/custom-roles", json=body)
    posting = {
        "phone": "13900000005",
        "role": "custom",
        "custom_role_id": made.json()["id"],
        "grid_id": str(cast.places[f"{HOME}-g01"]),
        "starts_on": day(-10),
    }
    answer = await board.ask("community_worker", "POST", "/postings", json=posting)
    assert answer.status_code == 201, answer.text
    await session.execute(update(CustomRole).values(permissions=["notice:write"]))
    await session.commit()
    refused = await board.ask("newcomer", "POST", "/notices", json=board.draft())
    assert (refused.status_code, refused.json()["code"]) == (403, "notice_not_an_office")


async def test_drafts_change_and_what_is_published_is_corrected(
    board: Board, session: AsyncSession
) -> None:
    notice = await board.written(HOME)
    path = f"/notices/{notice['id']}/draft"
    body = board.draft(f"{HOME}-c2", title="停电通知", audiences=["owner"])
    unguarded = await board.ask("community_worker", "PUT", path, json=body)
    assert unguarded.status_code == 428
    changed = await board.ask("grid_chief", "PUT", path, json=body, headers=matching(notice))
    assert (changed.json()["title"], changed.json()["targets"][0]["name"]) == ("停电通知", "西苑")
    stale = await board.publish(notice)
    assert stale.status_code == 412
    early = await board.ask(
        "community_worker",
        "PUT",
        f"/notices/{notice['id']}/correction",
        json={"title": "甲", "text": "乙", "change_note": "丙"},
        headers=matching(changed.json()),
    )
    assert early.json()["code"] == "notice_not_published"
    published = (await board.publish(changed.json())).json()
    late = await board.ask("community_worker", "PUT", path, json=body, headers=matching(published))
    assert late.json()["code"] == "notice_not_draft"
    assert await board.mine("resident") == []
    await board.corrected(published)
    editions = select(NoticeEdition.state).order_by(NoticeEdition.number)
    assert list(await session.scalars(editions)) == ["published", "published"]


async def test_a_draft_whose_time_has_passed(board: Board, session: AsyncSession) -> None:
    notice = await board.written(HOME, expires_at=later(seconds=40))
    await session.execute(
        NoticeEdition.metadata.tables["notices"]
        .update()
        .values(begins_at=utc_now() - timedelta(days=2), expires_at=utc_now() - timedelta(days=1))
    )
    await session.commit()
    assert (await board.publish(notice)).json()["code"] == "notice_over"
