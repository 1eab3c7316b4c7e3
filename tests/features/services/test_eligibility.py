"""Each rule is told as it is for somebody, by what the register and our own books hold of them."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.features.notice_reading.register import known
from tests.features.services.hall import Hall


def rule(fact: str, **said: Any) -> dict[str, Any]:
    bounds = {"at_least": None, "at_most": None, "one_of": None} | said
    return {"key": fact.split(".")[-1], "fact": fact, "reason": "须符合", "binding": True, **bounds}


async def verdicts(hall: Hall, *rules: dict[str, Any], by: str = "resident") -> dict[str, Any]:
    service = await hall.published(eligibility=list(rules))
    told: dict[str, Any] = await hall.got("GET", f"/services/{service['id']}/eligibility", by=by)
    return told


async def test_of_a_stranger_nothing_is_known_and_nothing_bars(hall: Hall) -> None:
    rules = rule("age", at_least=80), rule("lives_here", one_of=["yes"])
    told = await verdicts(hall, *rules, by="newcomer")
    assert told["may_apply"] is True
    assert [each["verdict"] for each in told["rules"]] == ["unknown", "unknown"]


async def test_who_lives_here_as_what_is_known(hall: Hall) -> None:
    rules = rule("lives_here", one_of=["yes"]), rule("belonging", one_of=["tenant"])
    told = await verdicts(hall, *rules)
    assert [each["verdict"] for each in told["rules"]] == ["met", "not_met"]
    assert told["may_apply"] is False


async def test_the_identity_level_is_known(hall: Hall) -> None:
    told = await verdicts(hall, rule("identity_level", at_least=4))
    assert [each["verdict"] for each in told["rules"]] == ["not_met"]


async def test_a_material_that_we_know_needs_no_paper(hall: Hall) -> None:
    paper = {
        "key": "home",
        "title": "居住证明",
        "note": None,
        "required": True,
        "most_files": 1,
        "told_by": "lives_here",
        "reuse_days": None,
    }
    service = await hall.published(eligibility=[], materials=[paper])
    path = f"/services/{service['id']}/eligibility"
    assert (await hall.got("GET", path, by="resident"))["known"] == ["home"]
    assert (await hall.got("GET", path, by="newcomer"))["known"] == []


@pytest.mark.parametrize(
    ("born", "verdict"), [(date(1930, 1, 1), "met"), (date(2015, 6, 1), "not_met")]
)
async def test_the_register_tells_the_age_to_whom_it_is_about(
    hall: Hall, session: AsyncSession, born: date, verdict: str
) -> None:
    await known(session, hall.cast, "resident", born, employment="retired")
    retired = rule("register.employment", one_of=["retired"])
    told = await verdicts(hall, rule("age", at_least=80), retired)
    assert [each["verdict"] for each in told["rules"]] == [verdict, "met"]
    other = await verdicts(hall, rule("age", at_least=80), by="newcomer")
    assert [each["verdict"] for each in other["rules"]] == ["unknown"]
