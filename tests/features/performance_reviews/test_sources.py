"""What somebody did themselves: forms, check-ins, tickets; and the dwellings of a grid."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from shequ_api.features.check_ins import queries as check_ins
from shequ_api.features.check_ins import service as checking_in
from shequ_api.features.check_ins.models import CheckIn, ReviewState
from shequ_api.features.check_ins.schemas import CheckInDraft
from shequ_api.features.coverage.models import Coverage
from shequ_api.features.coverage.service import take_up
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.clocks import Work
from tests.features.patrol_plans.planned import BUILDING, DOOR
from tests.features.patrols.field import position
from tests.features.performance_reviews.month import LAST, THIS, WORKER, Months, in_month, rate

TOMORROW = china_date(utc_now()) + timedelta(days=1)


async def checked_in(months: Months, at: datetime, score: int, state: ReviewState) -> CheckIn:
    grid_id = months.cast.places[f"{HOME}-m01"]
    spot = await check_ins.grid_spot(months.session, grid_id)
    assert spot is not None
    said = {"grid_id": str(grid_id), "position": position(), "device_at": utc_now()}
    kept, _ = await checking_in.check_in(
        months.session,
        months.actor(WORKER),
        spot,
        CheckInDraft.model_validate(said),
        check_in_id=new_id(),
        code_place=None,
        body_hash=b"sent",
        now=utc_now(),
    )
    kept.happened_at = kept.received_at = at
    kept.score, kept.rules_version, kept.review_state = score, 1, state
    await months.session.flush()
    return kept


async def test_check_ins_by_their_score_and_by_the_reviewers_word(months: Months) -> None:
    await months.scheme(rate("check_ins_believed", target=90, parameters={"score": 70}))
    noon = china_midnight(in_month(5)) + timedelta(hours=12)
    for n, (score, state) in enumerate(
        [
            (70, ReviewState.NONE),
            (69, ReviewState.NONE),
            (10, ReviewState.ACCEPTED),
            (99, ReviewState.REJECTED),
            (10, ReviewState.WAITING),
        ]
    ):
        await checked_in(months, noon + timedelta(minutes=n), score, state)
    await months.session.commit()
    await months.nightly()
    [line] = (await months.seen())["indicators"]
    assert (line["numerator"], line["denominator"]) == (2, 4)
    assert [(each["reason"], each["rows"]) for each in line["excluded"]] == [("in_review", 1)]
    rows = await months.rows(measure="check_ins_believed")
    assert [row["value"] for row in rows] == [70, 69, 10, 99, 10]


async def test_the_month_begins_and_ends_at_midnight_in_shanghai(months: Months) -> None:
    await months.scheme(rate("check_ins_believed"))
    begin, end = china_midnight(LAST), china_midnight(THIS)
    second = timedelta(seconds=1)
    for at in (begin - second, begin, end - second, end):
        await checked_in(months, at, 90, ReviewState.NONE)
    await months.session.commit()
    await months.nightly()
    rows = await months.rows(measure="check_ins_believed")
    seen = [datetime.fromisoformat(row["happened_at"]) for row in rows]
    assert seen == [begin, end - second]


async def test_forms_count_once_they_are_approved(months: Months) -> None:
    await months.scheme(
        rate("inspections_approved", weight=50, target=40, cap=150),
        rate("inspections_sound", weight=50, target=100),
        from_month=THIS,
    )
    sent = [await months.inspected() for _ in range(4)]
    for one, word in zip(sent, ("approved", "approved", "rejected"), strict=False):
        said = {"decision": word} | ({} if word == "approved" else {"note": "照片不清"})
        assert (await months.review(one["id"], **said)).is_success
    await months.nightly(TOMORROW, THIS)
    seen = await months.seen()
    count, sound = seen["indicators"]
    assert (count["numerator"], sound["numerator"], sound["denominator"]) == (2, 2, 3)
    assert sound["steps"][0] == "2 ÷ 3 = 66.67%"
    assert sound["excluded"][0] == {"reason": "in_review", "title": "正在审核或复核", "rows": 1}
    # The target grows with the days that were served until yesterday.
    days = seen["days"]
    share = (40 * days["served_hundredths"] * 2 + days["workdays"]) // (2 * days["workdays"])
    assert count["steps"][0].endswith(f"= {share // 100}.{share % 100:02d}")
    assert (await months.review(sent[3]["id"], decision="approved")).is_success
    await months.nightly(TOMORROW, THIS)
    assert (await months.seen())["indicators"][0]["numerator"] == 3


async def ticket(months: Months, *steps: tuple[str, str, dict[str, Any]]) -> None:
    body = {"service_code": "environment", "text": "楼道堆了垃圾", "place_id": months.id(BUILDING)}
    filed = (await months.ask("resident", "POST", "/tickets", json=body)).json()
    for who, slip, said in (("community_worker", "acceptance", {}), *steps):
        method = "PUT" if slip == "assignment" else "POST"
        answer = await months.ask(who, method, f"/tickets/{filed['id']}/{slip}", json=said)
        assert answer.is_success, answer.text


async def test_tickets_count_for_whoever_had_them(months: Months) -> None:
    await months.scheme(rate("tickets_in_time", target=100), from_month=THIS)
    mine = ("community_worker", "assignment", {"person_id": str(months.cast.people[WORKER])})
    other = str(months.cast.people["general_grid_worker"])
    await ticket(months, mine, (WORKER, "settlement", {"note": "已清运"}))
    await ticket(months, mine)
    await ticket(months, mine, ("community_worker", "assignment", {"person_id": other}))
    await months.nightly(TOMORROW, THIS)
    [line] = (await months.seen())["indicators"]
    assert (line["numerator"], line["denominator"]) == (1, 1)
    assert {each["reason"] for each in line["excluded"]} == {"open", "handed_on"}
    assert len(await months.rows("general_grid_worker", "tickets_in_time")) == 1


@pytest.mark.parametrize("visited", [0, 45, 200])
async def test_dwellings_as_they_are_on_the_last_day(
    months: Months, work: Work, visited: int
) -> None:
    indicator = rate("dwellings_visited", parameters={"days": 90, "served_days": 1})
    await months.scheme(indicator)
    await take_up(months.session, utc_now())
    day = THIS - timedelta(days=1 + visited)
    at = update(Coverage).where(Coverage.place_id == UUID(months.id(DOOR)))
    await months.session.execute(at.values(last_visited_on=day))
    await months.session.commit()
    await months.nightly()
    [line] = (await months.seen())["indicators"]
    assert (line["numerator"], line["denominator"]) == (int(visited < 90), 4)
    # Somebody goes there later: the month that is over stays as it was.
    await months.session.execute(update(Coverage).values(last_visited_on=THIS))
    await months.session.commit()
    await months.nightly(THIS + timedelta(days=1))
    [line] = (await months.seen())["indicators"]
    assert (line["numerator"], line["denominator"]) == (int(visited < 90), 4)
