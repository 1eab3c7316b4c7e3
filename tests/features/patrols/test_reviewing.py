"""Reviewing: by somebody else, once, with a reason where it is refused; approval is a fact."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.patrols.models import Inspection
from shequ_api.kit.ids import new_id
from tests.features.patrols.field import Field
from tests.features.patrols.test_submitting import said


async def approvals(session: AsyncSession, inspection_id: str) -> list[Event]:
    told = Event.subject_id == UUID(inspection_id), Event.name == "inspection_approved"
    return list(await session.scalars(select(Event).where(*told)))


@pytest.mark.parametrize("who", ["general_grid_worker", "community_worker"])
async def test_approval_is_announced(field: Field, session: AsyncSession, who: str) -> None:
    sent = await field.inspected()
    answer = await field.review(sent["id"], who, decision="approved", note="照片清楚")
    assert (answer.status_code, answer.json()["state"]) == (200, "approved")
    steps = [(step["step"], step["note"]) for step in answer.json()["trail"]]
    assert steps == [("receive", None), ("approve", "照片清楚")]
    assert answer.json()["trail"][1]["actor_name"]
    (fact,) = await approvals(session, sent["id"])
    assert fact.facts["worker_id"] == str(field.cast.people["micro_grid_worker"])
    assert fact.facts["approved_by_id"] == str(field.cast.people[who])
    assert fact.facts["form_key"] == "household_safety"


async def test_a_rejection_says_why(field: Field, session: AsyncSession) -> None:
    sent = await field.inspected()
    mute = await field.review(sent["id"], decision="rejected")
    assert said(mute) == (422, "reason_needed")
    assert mute.json()["errors"][0]["pointer"] == "/note"
    answer = await field.review(sent["id"], decision="rejected", note="没有照片")
    assert (answer.json()["state"], answer.json()["trail"][-1]["note"]) == ("rejected", "没有照片")
    assert await approvals(session, sent["id"]) == []


async def test_the_same_word_again_changes_nothing(field: Field, session: AsyncSession) -> None:
    sent = await field.inspected()
    first = await field.review(sent["id"], decision="approved", note="好")
    again = await field.review(sent["id"], decision="approved", note="好")
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(await approvals(session, sent["id"])) == 1


@pytest.mark.parametrize(
    ("who", "word"),
    [
        ("general_grid_worker", {"decision": "approved", "note": "另一句"}),
        ("general_grid_worker", {"decision": "rejected", "note": "反悔"}),
        ("community_worker", {"decision": "approved", "note": "好"}),
        ("community_worker", {"decision": "rejected", "note": "不好"}),
    ],
)
async def test_what_was_decided_stays(
    field: Field, session: AsyncSession, who: str, word: dict[str, Any]
) -> None:
    sent = await field.inspected()
    await field.review(sent["id"], decision="approved", note="好")
    answer = await field.review(sent["id"], who, **word)
    assert said(answer) == (409, "illegal_step")
    assert (answer.json()["state"], answer.json()["legal_steps"]) == (
        "approved",
        ["withdraw_approval", "delete"],
    )
    assert len(await approvals(session, sent["id"])) == 1


async def test_nobody_reviews_their_own(field: Field, session: AsyncSession) -> None:
    own = await field.inspected(who="general_grid_worker")
    answer = await field.review(own["id"])
    assert said(answer) == (403, "own_inspection")
    assert (await field.review(own["id"], "community_worker")).status_code == 200
    # The database says so too.
    steal = "UPDATE inspections SET reviewed_by_id = worker_id WHERE id = :id"
    with pytest.raises(DBAPIError, match="reviewed_by_another"):
        await session.execute(text(steal), {"id": UUID(own["id"])})


async def test_who_may_review(field: Field, session: AsyncSession) -> None:
    sent = await field.inspected()
    outcomes = {
        who: said(await field.review(sent["id"], who))
        for who in (
            "micro_grid_worker",
            "partner",
            "district_administrator",
            "resident",
            "same_building",
            "next_micro_worker",
            "next_general_worker",
            "far_community_worker",
        )
    }
    lacking, absent = (403, "permission_missing"), (404, "not_found")
    assert outcomes == {
        "micro_grid_worker": lacking,
        "partner": lacking,
        "district_administrator": lacking,
        "resident": absent,
        "same_building": absent,
        "next_micro_worker": absent,
        "next_general_worker": absent,
        "far_community_worker": absent,
    }
    assert said(await field.review(str(new_id()))) == (404, "not_found")
    waiting = select(func.count()).where(Inspection.reviewed_at.is_(None))
    assert await session.scalar(waiting) == 1


@pytest.mark.parametrize(
    "word",
    [{"decision": "edited"}, {"decision": None}, {"note": "x"}, {"decision": "approved", "by": 1}],
)
async def test_other_words_are_malformed(field: Field, word: dict[str, Any]) -> None:
    sent = await field.inspected()
    assert (await field.review(sent["id"], **word)).status_code == 422
