"""What is frozen stays, whatever its inputs do, until two persons agree to open it again."""

from typing import Any

from sqlalchemy import select, text

from shequ_api.features.performance_closing.models import PerformanceEdition
from shequ_api.features.performance_inputs.models import PerformanceMonth
from tests.features.performance_closing.test_disputes import answer, correct, dispute, shown
from tests.features.performance_reviews.month import LAST, THIS, WORKER, Months, in_month

ABOVE, FARTHER = "subdistrict_administrator", "district_administrator"


async def close(months: Months, step: str, who: str = ABOVE, **body: Any) -> Any:
    month = (
        await months.session.scalars(select(PerformanceMonth).where(PerformanceMonth.month == LAST))
    ).one()
    path = f"/performance-months/{month.id}/{step}"
    return await months.ask(who, "POST", path, **({"json": body} if body else {}))


async def test_frozen_when_time_is_over_and_all_is_answered(months: Months) -> None:
    seen = await shown(months)
    early = await close(months, "freezing")
    assert (early.status_code, early.json()["code"]) == (409, "performance_dispute_time_left")
    raised = (await dispute(months, seen)).json()
    await months.until(-1)
    assert (await close(months, "freezing")).json()["code"] == "performance_disputes_waiting"
    await answer(months, raised["id"], "grid_chief", accepted=False)
    assert (await close(months, "freezing", "community_worker")).status_code == 403
    frozen = await close(months, "freezing")
    assert (frozen.status_code, frozen.json()["state"]) == (200, "frozen")
    again = await close(months, "freezing")
    assert again.json()["code"] == "performance_month_not_provisional"


async def test_no_input_changes_what_is_frozen(months: Months) -> None:
    seen = await shown(months, "completed", "missed", "missed")
    await months.until(-1)
    await close(months, "freezing")
    rows = await months.rows()
    await months.session.execute(text("UPDATE patrol_tasks SET state = 'completed'"))
    await months.end_on(WORKER, in_month(1))
    await months.refresh_all(THIS)
    after = await months.seen()
    assert (after["score_hundredths"], after["indicators"]) == (3333, seen["indicators"])
    assert await months.rows() == rows
    missed = rows[1]["subject_id"]
    refused = await correct(months, seen, "grid_chief", subject_id=missed)
    assert refused.json()["code"] == "performance_month_frozen"
    # What is said now is about single rows, and changes another month.
    assert (await dispute(months, seen)).json()["code"] == "performance_dispute_row_needed"


async def test_two_persons_open_it_again_and_the_former_edition_stays(months: Months) -> None:
    await shown(months)
    await months.until(-1)
    await close(months, "freezing")
    early = await close(months, "reopening/agreement", FARTHER)
    assert early.json()["code"] == "performance_reopening_not_asked"
    assert (await close(months, "reopening", reason="任务重复下达")).status_code == 200
    twice = await close(months, "reopening", FARTHER, reason="同上")
    assert twice.json()["code"] == "performance_reopening_asked"
    alone = await close(months, "reopening/agreement")
    assert (alone.status_code, alone.json()["code"]) == (403, "performance_same_person")
    opened = await close(months, "reopening/agreement", FARTHER)
    assert (opened.status_code, opened.json()["state"]) == (200, "provisional")
    await months.session.execute(text("UPDATE patrol_tasks SET state = 'completed'"))
    await months.until(-1)
    frozen = await close(months, "freezing", FARTHER)
    assert frozen.json()["editions"] == 2
    review = await months.review_of()
    kept = select(PerformanceEdition.score_hundredths).where(
        PerformanceEdition.review_id == review.id
    )
    found = await months.session.scalars(kept.order_by(PerformanceEdition.number))
    assert list(found) == [5000, 10000]


async def test_nobody_freezes_their_own_month(months: Months) -> None:
    await shown(months)
    await months.until(-1)
    await months.also_serves(ABOVE, WORKER)
    refused = await close(months, "freezing")
    assert (refused.status_code, refused.json()["code"]) == (403, "own_performance_review")
