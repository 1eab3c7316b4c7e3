"""Templates as data, and who is asked for which, how often."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.subscription_messages.fields import FieldSource, fits
from shequ_api.features.subscription_messages.rules import Answer, Standing, asks, to_ask
from shequ_api.kit.clock import utc_now
from tests.features.subscription_messages.phones import FIELDS, Phones

NOW = utc_now()


def standing(*answers: str, age: float = 1, **more: Any) -> Standing:
    given: dict[str, Any] = {
        "template_id": uuid4(),
        "title": "社区消息",
        "lasting": False,
        "credits": 0,
        "wanted": 3,
        "ask_again_days": 14,
        "answers": [(answer, NOW - timedelta(days=age + n)) for n, answer in enumerate(answers)],
    }
    return Standing(**(given | more))


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        (standing(), True),
        (standing(Answer.ACCEPT), True),
        (standing(Answer.ACCEPT, credits=3), False),
        (standing(Answer.ACCEPT, lasting=True), False),
        (standing(Answer.REJECT), False),
        (standing(Answer.REJECT, age=13.9), False),
        (standing(Answer.REJECT, age=14), True),
        (standing(Answer.REJECT, Answer.REJECT, Answer.ACCEPT, age=14), True),
        (standing(*[Answer.REJECT] * 3, age=300), False),
        (standing(Answer.BAN, age=300), False),
        (standing(Answer.FILTER), True),
        (standing(Answer.FILTER, Answer.BAN), False),
    ],
)
def test_who_is_asked_again(who: Standing, asked: bool) -> None:
    assert asks(who, NOW) == asked


def test_five_at_once_and_no_mixture() -> None:
    once = [standing(title=str(number), credits=number % 3) for number in range(7)]
    lasting = [standing(lasting=True) for _ in range(2)]
    chosen = to_ask([*lasting, *once], NOW)
    assert [each.credits for each in chosen] == [0, 0, 0, 1, 1]
    assert not any(each.lasting for each in chosen)
    assert to_ask(lasting, NOW) == lasting


@pytest.mark.parametrize(
    ("key", "source", "fixed", "good"),
    [
        ("thing1", FieldSource.TITLE, None, True),
        ("phrase1", FieldSource.TEXT, None, False),
        ("number2", FieldSource.TITLE, None, False),
        ("time3", FieldSource.TIME, None, True),
        ("thing3", FieldSource.TIME, None, False),
        ("amount1", FieldSource.COUNT, None, False),
        ("thing4", FieldSource.FIXED, "请打开小程序查看", True),
        ("thing4", FieldSource.FIXED, "一" * 21, False),
        ("phrase4", FieldSource.FIXED, "待办事项提醒", False),
        ("phrase4", FieldSource.FIXED, "ok", False),
        ("thing4", FieldSource.FIXED, None, False),
        ("thing4", FieldSource.TITLE, "固定", False),
        ("thing", FieldSource.TITLE, None, False),
    ],
)
def test_what_may_fill_a_key(key: str, source: FieldSource, fixed: str | None, good: bool) -> None:
    assert fits(key, source, fixed) == good


async def test_templates_are_checked_when_they_are_saved(phones: Phones) -> None:
    unfit = [{"key": "phrase1", "source": "text", "text": None}]
    for more in ({"fields": unfit}, {"fields": FIELDS * 2}, {"page": "/pages/index"}):
        assert (await phones.save(**more)).status_code == 422
    unknown = await phones.save(kinds=["no_such_kind"])
    assert unknown.json()["code"] == "notification_kind_unknown"
    await phones.saved()
    changed = await phones.save(title="社区提醒")
    assert (changed.status_code, changed.json()["title"]) == (200, "社区提醒")
    stale = await phones.save()
    assert stale.status_code == 412
    own, phones.id = phones.id, str(uuid4())
    assert (await phones.save()).json()["code"] == "subscription_template_taken"
    other = await phones.save(wechat_template_id="another")
    assert other.json()["code"] == "subscription_kind_carried"
    path = f"/subscription-templates/{own}/retirement"
    retired = await phones.ask("city_administrator", "PUT", path)
    assert (retired.json()["kinds"], retired.json()["retired_at"] is None) == ([], False)
    assert (await phones.save(wechat_template_id="another")).status_code == 201
    phones.id, phones.version = own, retired.json()["version"]
    assert (await phones.save()).json()["code"] == "subscription_template_retired"
    for who, method in (("district_administrator", "PUT"), ("resident", "GET")):
        body = {"json": phones.draft()} if method == "PUT" else {}
        answer = await phones.ask(who, method, f"/subscription-templates/{own}", **body)
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing")


async def test_whoever_refused_is_left_alone(phones: Phones, session: AsyncSession) -> None:
    await phones.saved(wanted_credits=2)
    assert await phones.to_ask("resident") == [phones.id]
    assert (await phones.report("resident")).json()["templates"][0]["credits"] == 1
    assert (await phones.report("resident")).json()["templates"] == [], "enough for now"
    assert await phones.to_ask("same_building") == [phones.id]
    assert (await phones.report("resident", "reject")).json()["templates"] == []
    left = text("SELECT count(*) FROM subscription_answers WHERE answer = 'accept'")
    assert await session.scalar(left) == 2
    void = text("SELECT count(*) FROM subscription_answers WHERE void_at IS NOT NULL")
    assert await session.scalar(void) == 2, "who refuses is sent nothing on what was allowed before"
    aged = text("UPDATE subscription_answers SET answered_at = answered_at - interval '20 days'")
    await session.execute(aged)
    await session.commit()
    assert await phones.to_ask("resident") == [phones.id]
    await phones.report("resident", "ban")
    await session.execute(aged)
    await session.commit()
    assert await phones.to_ask("resident") == []
    await phones.choose("same_building", ticket_settled=False)
    assert await phones.to_ask("same_building") == [], "what is not wanted is not asked for"


async def test_a_report_counts_once(phones: Phones, session: AsyncSession) -> None:
    await phones.saved(wanted_credits=5)
    report = str(uuid4())
    for _ in range(3):
        answer = await phones.report("resident", report=report)
        assert answer.json()["templates"][0]["credits"] == 1
    other = await phones.report("resident", "reject", report=report)
    assert (other.status_code, other.json()["code"]) == (409, "subscription_report_taken")
    another = await phones.report("same_building", report=report)
    assert another.json()["code"] == "subscription_report_taken"
    many = text(
        "INSERT INTO subscription_answers (report_id, template_id, person_id, answer, answered_at,"
        " pushed)"
        " SELECT gen_random_uuid(), template_id, person_id, answer, answered_at, false"
        " FROM subscription_answers, generate_series(1, 49)"
    )
    await session.execute(many)
    await session.commit()
    full = await phones.report("resident")
    assert (full.status_code, full.json()["code"]) == (409, "subscription_credits_enough")
    phones.id = str(uuid4())
    unknown = await phones.report("resident")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "subscription_template_unknown")
