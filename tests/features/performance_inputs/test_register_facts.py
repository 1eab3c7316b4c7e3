"""What workers confirm of people and housing: once while it holds, and not about themselves."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency
from shequ_api.features.performance_inputs.models import PerformanceItem, PerformanceMonth
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.features.performance_adjustments.frozen import entries, look, reviewed
from tests.features.performance_reviews.month import THIS, WORKER, Months, rate
from tests.features.register.conftest import HOUSE
from tests.features.register_answers.conftest import GAS, Listening

MEASURE, COLLEAGUE = "facts_confirmed", "general_grid_worker"
TOMORROW = china_date(utc_now()) + timedelta(days=1)


async def scheme(months: Months) -> None:
    await months.scheme(rate(MEASURE, target=10), from_month=THIS)


async def counted(months: Months, who: str = WORKER) -> tuple[int, dict[str, int]]:
    """How many count by tonight, and how many do not, and why."""
    await months.nightly(TOMORROW, THIS)
    [line] = (await months.seen(who))["indicators"]
    return line["numerator"], {each["reason"]: each["rows"] for each in line["excluded"]}


async def confirm(listening: Listening, who: str = WORKER) -> int:
    """Say of all that is known at a door that it holds."""
    path = f"/register/dwellings/{listening.door.place(HOUSE)}"
    seen = await listening.door.got(who, path)
    ids = [each["id"] for kind in ("people", "premises", "facts") for each in seen[kind]]
    said = await listening.door.did(who, "POST", f"{path}/confirmations", ids=ids)
    return len(said["confirmed"])


async def test_what_is_confirmed_counts_once_while_it_holds(
    months: Months, listening: Listening
) -> None:
    await scheme(months)
    await listening.put("dwelling_use", "let")
    await listening.door.enter()
    # The fact, the person, and that they live here.
    assert await counted(months) == (3, {})
    assert await confirm(listening) == 3
    assert await counted(months) == (3, {"still_fresh": 3})
    # Another says so too: it was no news, and takes nothing from whoever said it first.
    assert await confirm(listening, COLLEAGUE) == 3
    assert await counted(months, COLLEAGUE) == (0, {"still_fresh": 3})
    assert await counted(months) == (3, {"still_fresh": 3})
    # Said the other way round and back it is the same fact.
    for value in ("own", "let"):
        await listening.put("dwelling_use", value)
        await months.nightly(TOMORROW, THIS)
    found, left_out = await counted(months)
    assert (found, left_out["still_fresh"]) == (3, 5)
    rows = await months.rows(measure=MEASURE)
    assert {row["state_title"] for row in rows} == {"已核实", "重复核实"}
    # Neither what is known nor what kind of thing: the review is read by those who may not know.
    assert {row["value"] for row in rows} == {None}
    step = (await months.seen())["indicators"][0]["steps"][0]
    assert step.startswith("目标 10 × 在岗")


async def test_what_grew_stale_may_be_confirmed_again(months: Months, listening: Listening) -> None:
    await scheme(months)
    await listening.put("dwelling_use", "let")
    assert await counted(months) == (1, {})
    # As if it could be believed for no more than that moment.
    short = update(PerformanceItem).where(PerformanceItem.source == "register_fact")
    await months.session.execute(short.values(value=0))
    await months.session.commit()
    assert await confirm(listening) == 1
    assert await counted(months) == (2, {})


async def test_ones_own_home_does_not_count(months: Months, listening: Listening) -> None:
    await scheme(months)
    await listening.put("dwelling_use", "own")
    place = await months.session.get_one(Place, months.cast.places[HOUSE])
    months.session.add(
        Residency(
            id=new_id(),
            **located_at(place),
            person_id=months.cast.people[WORKER],
            belonging="owner",
            starts_on=THIS - timedelta(days=90),
            claimed_at=utc_now(),
        )
    )
    await months.session.commit()
    assert await counted(months) == (0, {"own_home": 1})
    [row] = await months.rows(measure=MEASURE)
    assert (row["outcome"], row["reason_title"]) == ("excluded", "本人住处")


async def test_a_form_tells_and_what_it_told_is_taken_back(
    months: Months, listening: Listening
) -> None:
    await scheme(months)
    sheet = await listening.inspect(GAS, filled_at=utc_now().isoformat())
    found, _ = await counted(months)
    assert found == len(await listening.facts()) > 1
    await frozen(months)
    seen = await reviewed(months, THIS)
    said = {"decision": "rejected", "note": "照片不清"}
    await listening.review(sheet, COLLEAGUE, **said)
    await look(months)
    late = await entries(months, THIS)
    assert len(late) == found
    assert {each["cause"] for each in late} == {"evidence"}
    assert -sum(each["points_hundredths"] for each in late) == seen["score_hundredths"] > 0
    assert await reviewed(months, THIS) == seen


async def test_what_is_rejected_before_does_not_count_at_all(
    months: Months, listening: Listening
) -> None:
    await scheme(months)
    sheet = await listening.inspect(GAS, filled_at=utc_now().isoformat())
    found, _ = await counted(months)
    await listening.review(sheet, COLLEAGUE, decision="rejected", note="照片不清")
    assert await counted(months) == (0, {"withdrawn": found})


async def frozen(months: Months) -> None:
    this: Any = PerformanceMonth
    over = update(this).where(this.month == THIS)
    await months.session.execute(
        over.values(state="frozen", frozen_at=utc_now(), dispute_until=china_date(utc_now()))
    )
    await months.session.commit()
    months.session.expire_all()
    assert await months.session.scalar(select(this.state).where(this.month == THIS)) == "frozen"
