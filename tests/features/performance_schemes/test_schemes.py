"""Schemes over HTTP: drawn up, published before their month, never changed; tried on a past one."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from shequ_api.base.people.models import Posting
from shequ_api.features.performance_inputs.models import PerformanceMonth
from shequ_api.features.performance_schemes.models import PerformanceScheme
from shequ_api.kit.ids import new_id
from tests.features.patrol_plans.planned import BUILDING
from tests.features.performance_reviews.month import LAST, THIS, WORKER, Months, rate

NEXT_MONTH = "2199-01-01"
CHIEF, ABOVE, FAR = "grid_chief", "subdistrict_administrator", "far_community_worker"


async def drawn(months: Months, *indicators: dict[str, Any], who: str = CHIEF) -> Any:
    body = {"title": "月度考核", "indicators": list(indicators or [rate()])}
    return await months.ask(who, "POST", "/performance-schemes", json=body)


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
    answer = await months.ask(CHIEF, "POST", "/performance-schemes", json=body)
    assert answer.status_code == 422, answer.text
    assert {error["pointer"] for error in answer.json()["errors"]} == {pointer}


async def test_a_draft_changes_and_what_is_published_never_does(months: Months) -> None:
    answer = await drawn(months)
    scheme, tag = answer.json(), answer.headers["etag"]
    path = f"/performance-schemes/{scheme['id']}"
    body = {"title": "改过", "indicators": [rate(target=80)]}
    assert (await months.ask(CHIEF, "PUT", path, json=body)).status_code == 428
    changed = await months.ask(CHIEF, "PUT", path, json=body, dress={"If-Match": tag})
    assert (changed.status_code, changed.json()["title"]) == (200, "改过")
    stale = await months.ask(CHIEF, "PUT", path, json=body, dress={"If-Match": tag})
    assert stale.status_code == 412
    for late in (THIS.isoformat(), LAST.isoformat(), "2199-01-02"):
        refused = await months.ask(CHIEF, "POST", f"{path}/publication", json={"valid_from": late})
        assert refused.json()["code"] == "performance_scheme_too_late"
    valid = {"valid_from": NEXT_MONTH}
    assert (await months.ask(CHIEF, "POST", f"{path}/publication", json=valid)).status_code == 200
    again = await months.ask(CHIEF, "PUT", path, json=body, dress={"If-Match": "*"})
    assert again.json()["code"] == "performance_scheme_published"
    # Not by the database either.
    row = update(PerformanceScheme).where(PerformanceScheme.id == UUID(scheme["id"]))
    with pytest.raises(DBAPIError, match="never changed"):
        async with months.session.begin_nested():
            await months.session.execute(row.values(title="偷改"))
    other = (await drawn(months, who="community_worker")).json()
    taken = f"/performance-schemes/{other['id']}/publication"
    refused = await months.ask("community_worker", "POST", taken, json=valid)
    assert (refused.status_code, refused.json()["code"]) == (409, "performance_scheme_month_taken")


async def test_seen_by_those_whom_it_concerns_and_changed_where_it_is_from(months: Months) -> None:
    above = (await drawn(months, who=ABOVE)).json()
    here = (await drawn(months)).json()
    path = f"/performance-schemes/{above['id']}"
    assert (await months.ask(WORKER, "GET", path)).status_code == 200
    assert (await months.ask(ABOVE, "GET", f"/performance-schemes/{here['id']}")).status_code == 200
    assert (await months.ask(FAR, "GET", path)).status_code == 404
    body = {"title": "改过", "indicators": [rate()]}
    by_below = await months.ask(CHIEF, "PUT", path, json=body, dress={"If-Match": "*"})
    assert by_below.status_code == 404
    listed = await months.got("community_worker", "/performance-schemes")
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
    path, query = f"/performance-months/{month.id}/trial", {"scheme_id": strict["id"]}
    tried = await months.got(CHIEF, path, **query)
    mine = next(each for each in tried["items"] if each["person_name"] == "甲微格")
    assert (mine["score_hundredths"], mine["trial_hundredths"]) == (5000, 3333)
    assert mine["steps"][0] == "巡查任务完成率：1 ÷ 3 = 33.33%"
    assert (await months.seen())["score_hundredths"] == 5000
    assert (await months.ask(FAR, "GET", path, params=query)).status_code == 404
    assert (await months.ask(WORKER, "GET", path, params=query)).status_code == 404
    found = select(PerformanceMonth.scheme_id).where(PerformanceMonth.month == LAST)
    assert {str(one) for one in await months.session.scalars(found)} >= {nearest}


async def test_nobody_publishes_by_what_they_are_measured_themselves(months: Months) -> None:
    scheme = (await drawn(months)).json()
    held = select(Posting).where(Posting.person_id == months.cast.people[WORKER])
    was = (await months.session.scalars(held)).one()
    serves: dict[str, Any] = {
        column.key: getattr(was, column.key) for column in Posting.__table__.columns
    }
    of_chief = {"id": new_id(), "person_id": months.cast.people[CHIEF], "duty": "deputy"}
    months.session.add(Posting(**serves | of_chief))
    await months.session.commit()
    path, valid = f"/performance-schemes/{scheme['id']}/publication", {"valid_from": NEXT_MONTH}
    me = await months.got(CHIEF, "/me")
    as_chief = {"X-Acting-Posting": _office(me, "grid_chief")}
    refused = await months.ask(CHIEF, "POST", path, json=valid, dress=as_chief)
    assert (refused.status_code, refused.json()["code"]) == (403, "performance_scheme_own")
    assert (await months.ask("community_worker", "POST", path, json=valid)).status_code == 200


def _office(me: dict[str, Any], role: str) -> str:
    return next(str(each["id"]) for each in me["postings"] if each["role"] == role)
