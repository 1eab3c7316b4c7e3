"""What is found out about a frozen row is an entry of the next open month."""

from datetime import timedelta

from sqlalchemy import delete, select, text, update

from shequ_api.base.events.models import Event
from shequ_api.features.check_ins.models import CheckIn, ReviewState
from shequ_api.features.performance_closing.models import PerformanceEdition
from shequ_api.features.performance_inputs.models import PerformanceMonth, PerformanceReview
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from tests.clocks import Work
from tests.features.patrol_plans.planned import BUILDING
from tests.features.performance_adjustments.frozen import (
    ABOVE,
    CHIEF,
    entries,
    freeze,
    items,
    look,
    month_of,
    review_of,
    reviewed,
    rows_of,
    upheld,
)
from tests.features.performance_closing.test_disputes import answer, dispute
from tests.features.performance_closing.test_freezing import FARTHER, close
from tests.features.performance_reviews.month import LAST, THIS, WORKER, Months, in_month, rate
from tests.features.performance_reviews.test_sources import checked_in

STATES = ["completed", "missed", "missed", "completed"]


async def missed_of(months: Months) -> list[str]:
    return [row["subject_id"] for row in await rows_of(months) if row["outcome"] == "missed"]


async def test_an_upheld_dispute_stands_in_the_next_month_beside_its_formula(
    months: Months,
) -> None:
    await months.scheme(rate())
    await months.tasks_of(BUILDING, STATES)
    seen, kept = await freeze(months), await items(months)
    first, second = await missed_of(months)
    answered = await upheld(months, seen, first)
    assert answered.status_code == 200, answered.text
    # The frozen month: as it was, to the letter.
    after = await reviewed(months)
    assert after == seen
    assert await items(months) == kept
    assert [row["outcome"] for row in await rows_of(months)].count("missed") == 2
    this = await reviewed(months, THIS)
    assert (this["adjusted_hundredths"], this["total_hundredths"]) == (
        2500,
        (this["score_hundredths"] or 0) + 2500,
    )
    [entry] = await entries(months, THIS)
    assert (entry["of_month"], entry["month"]) == (LAST.isoformat(), THIS.isoformat())
    assert (entry["subject_id"], entry["cause_title"]) == (first, "申诉成立")
    assert (entry["decided_by_name"], entry["reason"]) == ("甲网长", "停电，有照片")
    assert entry["steps"] == [
        f"{LAST.year}年{LAST.month}月巡查任务完成率：这条记录由“未达成”改为“达成”",
        f"{LAST.year}年{LAST.month}月得分 50.00 → 75.00，补记 +25.00 分",
    ]
    # From the frozen month one finds it too; nobody else's is anybody's to see.
    assert await entries(months) == [entry]
    path = f"/performance-reviews/{(await review_of(months, THIS)).id}/adjustments"
    assert (await months.ask("next_micro_worker", "GET", path)).status_code == 404
    # The next night comes to the same, and another row goes on from there.
    await months.nightly(china_date(utc_now()), THIS)
    assert (await reviewed(months, THIS))["adjusted_hundredths"] == 2500
    assert (await upheld(months, seen, second, "excluded")).status_code == 200
    assert (await reviewed(months, THIS))["adjusted_hundredths"] == 5000
    named = select(Event.facts).where(Event.name == "performance_adjusted")
    told = [fact["points_hundredths"] for fact in await months.session.scalars(named)]
    assert told == [2500, 2500]


async def test_what_cannot_be_entered_is_refused(months: Months) -> None:
    await months.scheme(rate())
    await months.tasks_of(BUILDING, STATES)
    seen = await freeze(months)
    first, second = await missed_of(months)
    raised = (await dispute(months, seen, subject_id=first)).json()
    days = {"first_on": in_month(2).isoformat(), "last_on": in_month(3).isoformat()}
    whole = {"effect": "excluded", "reason": "培训", **days}
    refused = await answer(months, raised["id"], CHIEF, correction=whole)
    assert (refused.status_code, refused.json()["code"]) == (422, "performance_row_not_disputed")
    other = {"effect": "achieved", "subject_id": second, "reason": "停电"}
    refused = await answer(months, raised["id"], CHIEF, correction=other)
    assert refused.json()["code"] == "performance_row_not_disputed"
    assert (await upheld(months, seen, first)).status_code == 200
    again = {"effect": "achieved", "subject_id": first, "reason": "停电"}
    refused = await answer(months, raised["id"], "community_worker", correction=again)
    assert (refused.status_code, refused.json()["code"]) == (409, "performance_row_counts_so")
    # Whoever froze the month decides nothing about it, nor does whoever it is about.
    by_freezer = await answer(months, raised["id"], ABOVE, correction=again)
    assert by_freezer.json()["code"] == "performance_decided_before"
    # Without another entry it may still be said to be right.
    assert (await answer(months, raised["id"], "community_worker")).status_code == 200
    assert len(await entries(months)) == 1


async def test_days_and_other_rows_of_a_dispute_without_a_row(months: Months) -> None:
    """Said in time, without naming a row, of a month that was frozen by mistake in its writing."""
    await months.scheme(rate())
    await months.tasks_of(BUILDING, STATES)
    await months.nightly()
    await months.until(1)
    seen = await reviewed(months)
    raised = (await dispute(months, seen)).json()
    frozen = update(PerformanceMonth).where(PerformanceMonth.month == LAST)
    await months.session.execute(frozen.values(state="frozen", frozen_at=utc_now()))
    await months.session.commit()
    months.session.expire_all()
    days = {"first_on": in_month(2).isoformat(), "last_on": in_month(3).isoformat()}
    whole = {"effect": "excluded", "reason": "培训", **days}
    refused = await answer(months, raised["id"], CHIEF, correction=whole)
    assert (refused.status_code, refused.json()["code"]) == (422, "performance_rows_alone")


async def test_withdrawn_evidence_is_taken_from_the_next_month_by_whoever_decided(
    months: Months,
) -> None:
    await months.scheme(rate("check_ins_believed", parameters={"score": 70}))
    noon = china_midnight(in_month(5)) + timedelta(hours=12)
    sound = [
        await checked_in(months, noon + timedelta(minutes=n), 90, ReviewState.NONE)
        for n in range(4)
    ]
    await months.session.commit()
    subject_id = sound[0].id
    seen, kept = await freeze(months), await items(months)
    assert seen["score_hundredths"] == 10000
    reviewer = months.cast.people[CHIEF]
    judged = update(CheckIn).where(CheckIn.id == subject_id)
    rejected = {"review_state": "rejected", "reviewed_by_id": reviewer, "reviewed_at": utc_now()}
    await months.session.execute(judged.values(**rejected))
    await months.session.commit()
    for _ in range(2):
        await look(months)
    [entry] = await entries(months, THIS)
    assert (entry["points_hundredths"], entry["cause"]) == (-2500, "evidence")
    assert (entry["decided_by_name"], entry["reason"]) == (
        "甲网长",
        "来源记录现为“审核不认可”",
    )
    assert (await reviewed(months), await items(months)) == (seen, kept)
    # Accepted after all: another entry gives it back.
    await months.session.execute(judged.values(review_state="accepted"))
    await months.session.commit()
    await look(months)
    assert [each["points_hundredths"] for each in await entries(months, THIS)] == [-2500, 2500]
    assert (await reviewed(months, THIS))["adjusted_hundredths"] == 0
    # The worker may dispute the row, and a person's word stays above what its source says.
    await months.session.execute(judged.values(review_state="rejected"))
    await months.session.commit()
    await look(months)
    assert (await upheld(months, seen, str(subject_id))).status_code == 200
    assert (await reviewed(months, THIS))["adjusted_hundredths"] == 0


async def test_without_an_open_month_it_waits_for_one(months: Months) -> None:
    """Also of somebody who left, and serves in it no more."""
    await months.scheme(rate())
    await months.tasks_of(BUILDING, STATES)
    seen = await freeze(months)
    await months.end_on(WORKER, THIS)
    gone = delete(PerformanceMonth).where(PerformanceMonth.month == THIS)
    here = select(PerformanceMonth.id).where(PerformanceMonth.month == THIS)
    await months.session.execute(
        delete(PerformanceReview).where(PerformanceReview.month_id.in_(here))
    )
    await months.session.execute(gone)
    await months.session.commit()
    [first, _] = await missed_of(months)
    assert (await upheld(months, seen, first)).status_code == 200
    [entry] = await entries(months)
    assert (entry["review_id"], entry["month"]) == (None, None)
    await months.nightly()
    await look(months)
    [entry] = await entries(months)
    assert entry["month"] == THIS.isoformat()
    this = await reviewed(months, THIS)
    assert (this["score_hundredths"], this["total_hundredths"]) == (None, 2500)
    assert {each["kind"] for each in this["days"]["stretches"]} <= {"not_posted"}


async def test_a_month_that_opens_again_takes_its_entries_back(months: Months) -> None:
    await months.scheme(rate())
    await months.tasks_of(BUILDING, STATES)
    seen = await freeze(months)
    first, _ = await missed_of(months)
    assert (await upheld(months, seen, first)).status_code == 200
    assert (await close(months, "reopening", reason="任务重复下达")).status_code == 200
    assert (await close(months, "reopening/agreement", FARTHER)).status_code == 200
    # Decided it stays, now in the month itself; the other month has what it had before.
    assert (await reviewed(months))["score_hundredths"] == 7500
    assert [each["points_hundredths"] for each in await entries(months, THIS)] == [2500, -2500]
    assert (await reviewed(months, THIS))["adjusted_hundredths"] == 0
    again = await freeze(months)
    assert again["score_hundredths"] == 7500
    await look(months)
    assert (await reviewed(months, THIS))["adjusted_hundredths"] == 0


async def test_an_entry_is_frozen_with_the_month_in_which_it_stands(months: Months) -> None:
    await months.scheme(rate())
    tasks = await months.tasks_of(BUILDING, STATES)
    seen = await freeze(months)
    first, _ = await missed_of(months)
    assert (await upheld(months, seen, first)).status_code == 200
    yesterday = china_date(utc_now()) - timedelta(days=1)
    over = update(PerformanceMonth).where(PerformanceMonth.month == THIS)
    await months.session.execute(over.values(state="provisional", dispute_until=yesterday))
    await months.session.commit()
    months.session.expire_all()
    this = await month_of(months, THIS)
    path = f"/performance-months/{this.id}/freezing"
    assert (await months.ask(ABOVE, "POST", path)).status_code == 200
    mine = (await review_of(months, THIS)).id
    edition = select(PerformanceEdition.adjusted_hundredths)
    assert await months.session.scalar(edition.where(PerformanceEdition.review_id == mine)) == 2500
    # What comes later passes it by.
    await months.session.execute(text("UPDATE patrol_tasks SET state = 'completed'"))
    await months.session.commit()
    assert tasks
    await look(months)
    late = [each for each in await entries(months) if each["cause"] == "evidence"]
    assert [each["review_id"] for each in late] == [None]
    assert (await reviewed(months, THIS))["adjusted_hundredths"] == 2500


async def test_the_worker_is_told_of_each_step_and_can_follow_it(
    months: Months, work: Work
) -> None:
    await months.scheme(rate())
    await months.tasks_of(BUILDING, STATES)
    seen = await freeze(months)
    first, second = await missed_of(months)
    assert (await upheld(months, seen, first)).status_code == 200
    raised = (await dispute(months, seen, subject_id=second)).json()
    await work()
    told = (await months.got(WORKER, "/me/messages"))["items"]
    assert [each["kind"] for each in told if each["kind"].startswith("performance")] == [
        "performance_adjusted",
        "performance_dispute_answered",
        "performance_shown",
    ]
    path = f"/performance-disputes/{raised['id']}"
    followed = await months.got(WORKER, path)
    assert (followed["state"], followed["subject_id"]) == ("waiting", second)
    assert (await months.got(CHIEF, path))["id"] == raised["id"]
    assert (await months.ask("next_micro_worker", "GET", path)).status_code == 404
