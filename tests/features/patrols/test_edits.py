"""Edits are versions beside the answers that came: checked, told field by field, reviewed anew."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from httpx import Response
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.forms.models import Submission, SubmissionEdit
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.http.parts import Parts
from tests.counting import Queries
from tests.features.patrols.field import NOBODY, OLD_HOSE, PRESSURE, SOUND, Field, photo_of
from tests.features.patrols.test_submitting import count, said
from tests.features.patrols.test_together import PHONES, counted

WORKER, REVIEWER = "micro_grid_worker", "community_worker"


async def edit(
    field: Field,
    inspection_id: str,
    answers: Any,
    *,
    number: int = 2,
    who: str = WORKER,
    **more: Any,
) -> Response:
    body = {"answers": answers, "reason": "看错了", **more}
    return await field.ask(who, "PUT", f"/inspections/{inspection_id}/edits/{number}", json=body)


async def test_returned_edited_approved(field: Field, session: AsyncSession) -> None:
    sent = await field.inspected(OLD_HOSE)
    assert said(await field.review(sent["id"], REVIEWER, decision="has_issues"))[0] == 422
    back = await field.review(sent["id"], REVIEWER, decision="has_issues", note="年限不对")
    assert (back.json()["state"], back.json()["reviewed_at"] is None) == ("has_issues", False)
    right = OLD_HOSE | {"rubber_hose_months": 3}
    del right["gas_smell"]
    right |= {"gas_smell": False}
    made = await edit(field, sent["id"], right)
    assert made.status_code == 201, made.text
    assert (made.json()["number"], made.json()["reason"]) == (2, "看错了")
    assert made.json()["differences"] == [
        {
            "pointer": "/rubber_hose_months",
            "field": "rubber_hose_months",
            "label": "橡胶软管已使用",
            "before": 30,
            "after": 3,
        }
    ]
    view = await field.got(REVIEWER, f"/inspections/{sent['id']}")
    assert (view["state"], view["answers_number"], view["answers"]) == ("edited", 2, right)
    assert view["reviewed_at"] is None
    assert "rubber_hose_months" not in {flag["field"] for flag in view["flags"]}
    assert (await session.get_one(Submission, UUID(sent["id"]))).answers == OLD_HOSE
    assert await count(session, Ticket) == 1, "nothing new was found"
    again = await edit(field, sent["id"], right)
    assert (again.status_code, again.json()) == (200, made.json())
    assert (await field.review(sent["id"], REVIEWER)).json()["state"] == "approved"
    closed = await edit(field, sent["id"], OLD_HOSE, number=3)
    assert said(closed) == (409, "illegal_step")


async def test_a_new_hazard_becomes_a_ticket(field: Field, session: AsyncSession) -> None:
    sent = await field.inspected(SOUND)
    first = await edit(field, sent["id"], OLD_HOSE)
    assert first.status_code == 201, first.text
    ticket = (await session.scalars(select(Ticket))).one()
    assert ticket.source_id == UUID(sent["id"])
    assert await count(session, Hazard) == 5
    worse = OLD_HOSE | {"gas_smell": True}
    assert (await edit(field, sent["id"], worse, number=3)).status_code == 201
    assert (await edit(field, sent["id"], OLD_HOSE, number=4)).status_code == 201
    assert (await edit(field, sent["id"], worse, number=5)).status_code == 201
    assert await count(session, Ticket) == 2, "known hazards make no further ticket"
    assert (await field.got(REVIEWER, f"/inspections/{sent['id']}"))["hazard_level"] == "critical"


async def test_an_edit_is_checked_as_the_first_was(field: Field, session: AsyncSession) -> None:
    sent = await field.inspected(SOUND)
    bad = await edit(field, sent["id"], SOUND | {"weather": "sunny"})
    assert said(bad) == (422, "answers_unfit")
    assert bad.json()["errors"][0]["pointer"] == "/answers/weather"
    strange = await photo_of(session, field.cast.people["resident"])
    for photo in (strange, "01970000-0000-7000-8000-000000000001"):
        answer = await edit(field, sent["id"], SOUND | {"hazard_photos": [photo]})
        assert said(answer) == (422, "photo_unknown")
    assert said(await edit(field, sent["id"], SOUND)) == (409, "nothing_changed")
    assert said(await edit(field, sent["id"], NOBODY, number=3)) == (409, "edit_number_taken")
    assert (await edit(field, sent["id"], NOBODY, number=1)).status_code == 422
    assert (await edit(field, sent["id"], NOBODY, reason=" ")).status_code == 422
    assert await count(session, SubmissionEdit) == 0


async def test_who_edits_does_not_approve(field: Field) -> None:
    sent = await field.inspected(SOUND)
    assert (await edit(field, sent["id"], NOBODY, who=REVIEWER)).status_code == 201
    assert said(await field.review(sent["id"], REVIEWER)) == (403, "own_edit")
    assert (await field.review(sent["id"], "general_grid_worker")).status_code == 200


async def test_who_may_edit(field: Field) -> None:
    theirs = await field.inspected(SOUND, who="general_grid_worker")
    assert said(await edit(field, theirs["id"], NOBODY)) == (403, "not_yours_to_edit")
    for who, code in [("resident", 404), ("next_micro_worker", 404), ("partner", 403)]:
        assert (await edit(field, theirs["id"], NOBODY, who=who)).status_code == code


async def test_health_is_withheld_in_differences(field: Field) -> None:
    home = SOUND | {"blood_pressure": [PRESSURE]}
    sent = await field.inspected(home, who="general_grid_worker")
    right = SOUND | {"blood_pressure": [PRESSURE | {"systolic_mmhg": 126}], "note": "复测"}
    made = await edit(field, sent["id"], right, who="general_grid_worker")
    pointers = {each["pointer"] for each in made.json()["differences"]}
    assert pointers == {"/blood_pressure/0/systolic_mmhg", "/note"}
    path = f"/inspections/{sent['id']}/edits"
    seen = await field.got(WORKER, f"{path}/2")
    assert [each["pointer"] for each in seen["differences"]] == ["/note"]
    assert seen["withheld"] == ["systolic_mmhg"]
    assert "126" not in str(seen["differences"])
    (line,) = (await field.got(WORKER, path))["items"]
    assert (line["number"], line["edited_by_name"]) == (2, seen["edited_by_name"])
    assert said(await field.ask(WORKER, "GET", f"{path}/3")) == (404, "not_found")


async def test_an_edit_never_changes(field: Field, session: AsyncSession) -> None:
    sent = await field.inspected(SOUND)
    await edit(field, sent["id"], NOBODY)
    with pytest.raises(DBAPIError, match="permission denied"):
        await session.execute(text("UPDATE form_submission_edits SET reason = 'x'"))


async def test_of_two_edits_at_once_one_stands(open_field: Field, open_parts: Parts) -> None:
    sent = await open_field.inspected(SOUND)
    answers = await asyncio.gather(
        *(edit(open_field, sent["id"], SOUND | {"note": f"第{n}份"}) for n in range(PHONES))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (PHONES - 1)
    mine = SubmissionEdit.submission_id == UUID(sent["id"])
    assert await counted(open_parts, SubmissionEdit, mine) == 1


async def review_all(field: Field, who: str = REVIEWER, **word: Any) -> Response:
    body = {"decision": "approved", **word}
    return await field.ask(who, "POST", "/inspection-reviews", json=body)


async def test_many_reviewed_each_by_itself(field: Field) -> None:
    good = [(await field.inspected(NOBODY))["id"] for _ in range(3)]
    done = (await field.inspected(NOBODY))["id"]
    await field.review(done, decision="rejected", note="重填")
    own = (await field.inspected(who="general_grid_worker"))["id"]
    strange = "01970000-0000-7000-8000-000000000001"
    chosen = [strange, own, done, *good, good[0]]
    answer = await review_all(field, "general_grid_worker", ids=chosen)
    assert answer.status_code == 201, answer.text
    told = {each["id"]: each for each in answer.json()["items"]}
    assert list(told) == chosen[:-1]
    assert {told[each]["state"] for each in good} == {"approved"}
    codes = {each: told[each]["problem"]["code"] for each in (own, done, strange)}
    assert codes == {own: "own_inspection", done: "illegal_step", strange: "not_found"}
    assert told[done]["problem"]["facts"]["state"] == "rejected"
    far = await review_all(field, "far_community_worker", ids=good)
    assert {each["status"] for each in far.json()["items"]} == {404}


async def test_a_filter_finds_what_waits(field: Field, queries: Queries) -> None:
    sent = [(await field.inspected(NOBODY))["id"] for _ in range(4)]
    await field.inspected(OLD_HOSE)
    await field.inspected(who="general_grid_worker")
    word = {"waiting": {"worker_id": str(field.cast.people[WORKER])}, "at_most": 3}
    first = await review_all(field, "general_grid_worker", **word)
    assert [each["id"] for each in first.json()["items"]] == sent[:3], "the oldest first"
    second = await review_all(field, "general_grid_worker", **word)
    assert [each["id"] for each in second.json()["items"]] == sent[3:]
    none = await review_all(field, waiting={"form_key": "other"})
    assert none.json()["items"] == []
    for unclear in ({}, {"ids": sent, "waiting": {}}, {"waiting": {}, "at_most": 101}):
        assert (await review_all(field, **unclear)).status_code == 422
