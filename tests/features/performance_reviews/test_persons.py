"""Persons in reviews: two accounts that become one, and who is forgotten."""

from sqlalchemy import func, select

from shequ_api.features.performance_closing.models import PerformanceDispute
from shequ_api.features.performance_closing.personal import PERSONAL_DATA as CLOSING
from shequ_api.features.performance_inputs.models import PerformanceItem, PerformanceReview
from shequ_api.features.performance_reviews.models import PerformanceCorrection
from shequ_api.features.performance_reviews.personal import PERSONAL_DATA
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.modules import MODULES
from tests.features.patrol_plans.planned import BUILDING, NEXT_BUILDING
from tests.features.performance_reviews.month import NEXT, WORKER, Months, rate

GONE = "（已注销）"


async def said(months: Months) -> None:
    """Two workers with a row each; the one disputes, and somebody corrects the other's."""
    await months.scheme(rate())
    await months.tasks_of(BUILDING, ["missed"])
    await months.tasks_of(NEXT_BUILDING, ["completed"])
    await months.nightly()
    await months.until(1)
    mine, theirs = await months.review_of(), await months.review_of(NEXT)
    path = f"/performance-reviews/{mine.id}/disputes"
    raised = await months.ask(WORKER, "POST", path, json={"text": "我叫李某，当天停电"})
    assert raised.status_code == 201, raised.text
    row = (await months.rows(NEXT))[0]["subject_id"]
    body = {"effect": "excluded", "subject_id": row, "reason": "李某说的"}
    path = f"/performance-reviews/{theirs.id}/corrections"
    assert (await months.ask("grid_chief", "POST", path, json=body)).status_code == 201


async def test_two_accounts_of_one_worker_have_one_month(months: Months) -> None:
    await said(months)
    kept, merged = months.cast.people[NEXT], months.cast.people[WORKER]
    kept_id, gone_id = (await months.review_of(NEXT)).id, (await months.review_of()).id
    told: list[str] = []
    # In the order of the modules, and once more, as after a merge.
    for module in [each for each in MODULES if each.name.startswith("performance_")] * 2:
        if module.personal_data is None:
            continue
        said_so = await module.personal_data.merge(months.session, kept, merged, utc_now())
        told += said_so or ()
    assert told == ["两个账号同一月份的考核已合为一份"]
    assert (
        await months.session.scalar(
            select(PerformanceReview.id).where(PerformanceReview.id == gone_id)
        )
        is None
    )
    rows = select(func.count()).where(PerformanceItem.review_id == kept_id)
    assert await months.session.scalar(rows) == 2
    disputes = select(PerformanceDispute.review_id)
    assert list(await months.session.scalars(disputes)) == [kept_id]
    await months.session.commit()
    await months.nightly()
    [line] = (await months.seen(NEXT))["indicators"]
    assert (line["numerator"], line["denominator"]) == (0, 1)


async def test_what_the_forgotten_wrote_goes_and_the_points_stay(
    months: Months, parts: Parts
) -> None:
    await said(months)
    worker, chief = months.cast.people[WORKER], months.cast.people["grid_chief"]
    for data in (PERSONAL_DATA, CLOSING):
        for person_id in (worker, chief):
            await data.erase(months.session, person_id, utc_now())
    texts = list(await months.session.scalars(select(PerformanceDispute.text)))
    reasons = list(await months.session.scalars(select(PerformanceCorrection.reason)))
    assert (texts, reasons) == ([GONE], [GONE])
    collected = await PERSONAL_DATA.collect(months.session, parts, worker)
    assert collected["考核"][0]["计算过程"][0] == "巡查任务完成率：0 ÷ 1 = 0.00%"
