"""Schemes over HTTP: drawn up, published before their month, never changed; tried on a past one."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from shequ_api.features.appraisal_schemes.models import AppraisalScheme
from shequ_api.features.appraisals.models import AppraisalMonth
from tests.features.appraisals.month import LAST, THIS, WORKER, Months, rate
from tests.features.patrol_plans.planned import BUILDING

NEXT_MONTH = "2199-01-01"
CHIEF, ABOVE, FAR = "grid_chief", "subdistrict_administrator", "far_community_worker"


async def drawn(months: Months, *indicators: dict[str, Any], who: str = CHIEF) -> Any:
    body = {"title": "月度考核", "indicators": list(indicators or [rate()])}
    return await months.ask(who, "POST", "/appraisal-schemes", json=body)


@pytest.mark.parametrize(
    ("indicators", "pointer"),
    [
        ([rate(weight=99)], ""),
        ([rate(weight=50), rate(weight=50)], ""),
        ([rate(target=101)], "/indicators/0"),
        ([rate(target=0)], "/indicators/0"),
        ([rate(measure="height")], "/indicators/0/measure"),
        ([rate(parameters={"failed_counts": 2})], "/indicators/0"),
        ([rate(parameters={"hidden": 1})], "/indicators/0"),
        ([rate(weight=True)], "/indicators/0/weight"),
        ([], "/indicators"),
    ],
)
async def test_what_cannot_be_counted_is_refused(
    months: Months, indicators: list[dict[str, Any]], pointer: str
) -> None:
    body = {"title": "月度考核", "indicators": indicators}
    answer = await months.ask(CHIEF, "POST", "/appraisal-schemes", json=body)
    assert answer.status_code == 422, answer.text
    assert {error["pointer"] for error in answer.json()["errors"]} == {pointer}


async def test_a_draft_changes_and_what_is_published_never_does(months: Months) -> None:
    answer = await drawn(months)
    scheme, tag = answer.json(), answer.headers["etag"]
    path = f"/appraisal-schemes/{scheme['id']}"
    body = {"title": "改过", "indicators": [rate(target=80)]}
    assert (await months.ask(CHIEF, "PUT", path, json=body)).status_code == 428
    changed = await months.ask(CHIEF, "PUT", path, json=body, dress={"If-Match": tag})
    assert (changed.status_code, changed.json()["title"]) == (200, "改过")
    stale = await months.ask(CHIEF, "PUT", path, json=body, dress={"If-Match": tag})
    assert stale.status_code == 412
    for late in (THIS.isoformat(), LAST.isoformat(), "2199-01-02"):
        refused = await months.ask(CHIEF, "POST", f"{path}/publication", json={"valid_from": late})
        assert refused.json()["code"] == "appraisal_scheme_too_late"
    valid = {"valid_from": NEXT_MONTH}
    assert (await months.ask(CHIEF, "POST", f"{path}/publication", json=valid)).status_code == 200
    again = await months.ask(CHIEF, "PUT", path, json=body, dress={"If-Match": "*"})
    assert again.json()["code"] == "appraisal_scheme_published"
    # Not by the database either.
    row = update(AppraisalScheme).where(AppraisalScheme.id == UUID(scheme["id"]))
    with pytest.raises(DBAPIError, match="never changed"):
        async with months.session.begin_nested():
            await months.session.execute(row.values(title="偷改"))
    other = (await drawn(months, who="community_worker")).json()
    taken = f"/appraisal-schemes/{other['id']}/publication"
    refused = await months.ask("community_worker", "POST", taken, json=valid)
    assert (refused.status_code, refused.json()["code"]) == (409, "appraisal_scheme_month_taken")


async def test_seen_by_those_whom_it_concerns_and_changed_where_it_is_from(months: Months) -> None:
    above = (await drawn(months, who=ABOVE)).json()
    here = (await drawn(months)).json()
    path = f"/appraisal-schemes/{above['id']}"
    assert (await months.ask(WORKER, "GET", path)).status_code == 200
    assert (await months.ask(ABOVE, "GET", f"/appraisal-schemes/{here['id']}")).status_code == 200
    assert (await months.ask(FAR, "GET", path)).status_code == 404
    body = {"title": "改过", "indicators": [rate()]}
    by_below = await months.ask(CHIEF, "PUT", path, json=body, dress={"If-Match": "*"})
    assert by_below.status_code == 404
    listed = await months.got("community_worker", "/appraisal-schemes")
    assert {one["id"] for one in listed["items"]} == {above["id"], here["id"]}
    assert (await drawn(months, who="city_administrator")).status_code == 403


async def test_the_nearest_scheme_counts_and_a_trial_changes_nothing(months: Months) -> None:
    await months.scheme(rate(target=50), who="district_administrator")
    nearest = await months.scheme(rate(target=100))
    await months.tasks_of(BUILDING, ["completed", "missed", "failed"])
    month = await months.nightly()
    assert str(month.scheme_id) == nearest
    assert (await months.seen())["score_hundredths"] == 5000
    strict = (await drawn(months, rate(parameters={"failed_counts": 1}))).json()
    path, query = f"/appraisal-months/{month.id}/trial", {"scheme_id": strict["id"]}
    tried = await months.got(CHIEF, path, **query)
    mine = next(each for each in tried["items"] if each["person_name"] == "甲微格")
    assert (mine["score_hundredths"], mine["trial_hundredths"]) == (5000, 3333)
    assert mine["steps"][0] == "巡查任务完成率：1 ÷ 3 = 33.33%"
    assert (await months.seen())["score_hundredths"] == 5000
    assert (await months.ask(FAR, "GET", path, params=query)).status_code == 404
    assert (await months.ask(WORKER, "GET", path, params=query)).status_code == 404
    found = select(AppraisalMonth.scheme_id).where(AppraisalMonth.month == LAST)
    assert {str(one) for one in await months.session.scalars(found)} >= {nearest}
