"""A worker's word against their month, and who may answer it."""

from typing import Any

from sqlalchemy import select

from shequ_api.base.events.models import Event
from tests.features.patrol_plans.planned import BUILDING
from tests.features.performance_reviews.month import NEXT, WORKER, Months, in_month, rate

ABOVE = "subdistrict_administrator"


async def shown(months: Months, *states: str) -> dict[str, Any]:
    """A month that is shown and may be disputed today."""
    await months.scheme(rate())
    await months.tasks_of(BUILDING, states or ("completed", "missed"))
    await months.nightly()
    await months.until(1)
    return await months.seen()


async def dispute(months: Months, seen: dict[str, Any], who: str = WORKER, **more: Any) -> Any:
    body = {"text": "当天停电，门禁打不开", **more}
    return await months.ask(who, "POST", f"/performance-reviews/{seen['id']}/disputes", json=body)


async def answer(months: Months, dispute_id: str, who: str, **more: Any) -> Any:
    body = {"accepted": True, "answer": "经物业核实，当天停电", **more}
    return await months.ask(who, "POST", f"/performance-disputes/{dispute_id}/answer", json=body)


async def correct(months: Months, seen: dict[str, Any], who: str, **more: Any) -> Any:
    body = {"effect": "excluded", "reason": "参加街道培训", **more}
    return await months.ask(
        who, "POST", f"/performance-reviews/{seen['id']}/corrections", json=body
    )


async def test_an_accepted_dispute_corrects_the_row_at_once(months: Months) -> None:
    seen = await shown(months)
    assert seen["score_hundredths"] == 5000
    missed = (await months.rows())[1]["subject_id"]
    raised = await dispute(months, seen, measure="patrol_tasks_done", subject_id=missed)
    assert raised.status_code == 201, raised.text
    [waiting] = (await months.got("grid_chief", "/performance-disputes", state="waiting"))["items"]
    assert waiting["person_name"] == "甲微格"
    corrected = {"effect": "achieved", "subject_id": missed, "reason": "停电，有照片"}
    answered = await answer(months, waiting["id"], "grid_chief", correction=corrected)
    assert (answered.status_code, answered.json()["state"]) == (200, "accepted")
    after = await months.seen()
    assert after["score_hundredths"] == 10000
    [told] = after["corrections"]
    assert (told["dispute_id"], told["made_by_name"]) == (waiting["id"], "甲网长")
    assert [row["outcome"] for row in await months.rows()] == ["achieved", "achieved"]
    # The next night comes to the same.
    await months.nightly()
    assert (await months.seen())["score_hundredths"] == 10000
    named = select(Event.facts).where(Event.name == "performance_dispute_answered")
    [fact] = await months.session.scalars(named)
    assert fact["accepted"] is True
    again = await answer(months, waiting["id"], "community_worker")
    assert again.json()["code"] == "performance_dispute_answered"


async def test_who_decided_before_and_who_is_concerned_does_not_answer(months: Months) -> None:
    seen = await shown(months)
    days = {"first_on": in_month(2).isoformat(), "last_on": in_month(2).isoformat()}
    made = await correct(months, seen, "community_worker", **days)
    assert made.status_code == 201, made.text
    assert made.json()["score_hundredths"] == 10000
    kinds = [each["kind"] for each in made.json()["days"]["stretches"]]
    assert kinds == ["served", "excluded", "served"]
    raised = (await dispute(months, seen)).json()
    refused = await answer(months, raised["id"], "community_worker", accepted=False)
    assert (refused.status_code, refused.json()["code"]) == (403, "performance_decided_before")
    assert (await answer(months, raised["id"], "grid_chief", accepted=False)).status_code == 200
    # The same matter again is for a third person.
    second = (await dispute(months, seen)).json()
    refused = await answer(months, second["id"], "grid_chief")
    assert refused.json()["code"] == "performance_decided_before"
    # Somebody who is a worker beside their office decides nothing about their own month.
    await months.also_serves("subdistrict_administrator", WORKER)
    refused = await answer(months, second["id"], ABOVE)
    assert refused.json()["code"] == "own_performance_review"


async def test_only_the_worker_disputes_and_only_in_time(months: Months) -> None:
    seen = await shown(months)
    assert (await dispute(months, seen, "community_worker")).json()[
        "code"
    ] == "not_your_performance_review"
    assert (await dispute(months, seen, NEXT)).status_code == 404
    stranger = "0199a3c4-5d6e-7f80-9a1b-000000000132"
    unknown = await dispute(months, seen, subject_id=stranger)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "performance_row_unknown")
    for _ in range(20):
        assert (await dispute(months, seen)).status_code == 201
    assert (await dispute(months, seen)).json()["code"] == "performance_disputes_too_many"
    await months.until(-91)
    missed = (await months.rows())[1]["subject_id"]
    over = await dispute(months, seen, subject_id=missed)
    assert over.json()["code"] == "performance_dispute_time_over"
    page = await months.got(WORKER, f"/performance-reviews/{seen['id']}/disputes", limit=3)
    assert len(page["items"]) == 3
    assert page["next_cursor"]


async def test_a_correction_is_taken_back_and_stays_to_be_read(months: Months) -> None:
    seen = await shown(months)
    missed = (await months.rows())[1]["subject_id"]
    made = (await correct(months, seen, "grid_chief", subject_id=missed)).json()
    assert made["score_hundredths"] == 10000
    [told] = made["corrections"]
    path = f"/performance-reviews/{seen['id']}/corrections/{told['id']}/withdrawal"
    back = await months.ask("community_worker", "POST", path)
    assert (back.status_code, back.json()["score_hundredths"]) == (200, 5000)
    assert back.json()["corrections"][0]["withdrawn_at"] is not None
    twice = await months.ask("community_worker", "POST", path)
    assert twice.json()["code"] == "performance_correction_withdrawn"
    outside = {"first_on": "2026-01-01", "last_on": "2026-01-02"}
    refused = await correct(months, seen, "grid_chief", **outside)
    assert refused.json()["code"] == "performance_days_outside"
    assert (await correct(months, seen, WORKER, subject_id=missed)).status_code == 403


async def test_days_on_which_nobody_could_work_are_left_out_for_all(months: Months) -> None:
    seen = await shown(months)
    storm = {"first_on": in_month(2).isoformat(), "last_on": in_month(2).isoformat()}
    body = {**storm, "reason": "暴雨红色预警，暂停户外巡查"}
    path = f"/performance-months/{seen['month_id']}/corrections"
    done = await months.ask("grid_chief", "POST", path, json=body)
    assert (done.status_code, done.json()["id"]) == (201, seen["month_id"])
    for who in (WORKER, NEXT):
        after = await months.seen(who)
        [told] = after["corrections"]
        assert (told["reason"], told["made_by_name"]) == (body["reason"], "甲网长")
        assert "excluded" in {each["kind"] for each in after["days"]["stretches"]}
    assert (await months.seen())["score_hundredths"] == 10000
    outside = await months.ask("grid_chief", "POST", path, json=body | {"last_on": "2199-01-01"})
    assert outside.json()["code"] == "performance_days_outside"
    assert (await months.ask(WORKER, "POST", path, json=body)).status_code == 404
    # Of one worker it may be taken back alone.
    back = f"/performance-reviews/{seen['id']}/corrections/{told['id']}/withdrawal"
    mine = (await months.seen())["corrections"][0]["id"]
    assert (await months.ask("grid_chief", "POST", back)).status_code == 404
    assert (await months.ask("grid_chief", "POST", back.replace(told["id"], mine))).is_success
    assert (await months.seen())["score_hundredths"] == 5000
    await months.also_serves("community_worker", WORKER)
    own = await months.ask("community_worker", "POST", path, json=body)
    assert (own.status_code, own.json()["code"]) == (403, "own_performance_review")


async def test_disputes_about_single_rows_are_each_a_matter_of_its_own(months: Months) -> None:
    """A community of few people can answer them all; the same row again is for somebody else."""
    seen = await shown(months, "missed", "missed")
    first, second = (row["subject_id"] for row in await months.rows())
    for subject_id in (first, second):
        raised = (await dispute(months, seen, subject_id=subject_id)).json()
        said = await answer(months, raised["id"], "grid_chief", accepted=False)
        assert said.status_code == 200
    again = (await dispute(months, seen, subject_id=first)).json()
    refused = await answer(months, again["id"], "grid_chief", accepted=False)
    assert refused.json()["code"] == "performance_decided_before"
    path = f"/performance-reviews/{seen['id']}/disputes"
    followed = await months.got(WORKER, path, subject_id=first)
    assert [each["state"] for each in followed["items"]] == ["rejected", "waiting"]
