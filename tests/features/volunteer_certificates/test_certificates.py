"""Certificates: issuing, checking, withdrawing."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.volunteer_certificates.rules import in_words
from shequ_api.kit.check_digits import damm_digit
from shequ_api.kit.checked_papers import fresh_number
from shequ_api.kit.clock import china_date, utc_now
from tests.clocks import Work
from tests.features.volunteer_attendance.serving import DISTRICT, Serving, said

MINE = "/me/volunteer-certificates"
CHECKED = {
    *("number", "name", "issued_at_name", "minutes", "hours_text", "services"),
    *("first_day", "last_day", "state", "state_title", "issued_on", "withdrawn_on"),
}


async def issue(serving: Serving, **more: Any) -> Any:
    body = {
        "district_id": str(serving.cast.places[DISTRICT]),
        "name_shown": "masked",
        **more,
    }
    return await serving.ask("resident", "POST", MINE, json=body)


async def check(client: AsyncClient, url: str) -> Any:
    return await client.get(f"/api/v1/volunteer-certificates/{url.rpartition('/')[2]}")


async def test_anybody_may_check_it(serving: Serving, client: AsyncClient) -> None:
    await serving.confirmed(135)
    made = await issue(serving)
    assert made.status_code == 201, made.text
    mine = made.json()
    assert (mine["name"], mine["minutes"], mine["hours_text"]) == ("甲*民", 135, "2 小时 15 分钟")
    assert damm_digit(mine["number"]) == "0"
    # More hours do not change what is frozen.
    await serving.confirmed(30, ago=300)
    answer = await check(client, mine["check_url"])
    assert answer.status_code == 200
    told = answer.json()
    assert told.keys() == CHECKED, "nothing else"
    assert (told["state"], told["minutes"], told["name"]) == ("valid", 135, "甲*民")
    small = await check(client, mine["check_url"].lower())
    assert small.json() == told
    [line] = (await serving.got("resident", MINE))["items"]
    assert line == mine == await serving.got("resident", f"{MINE}/{mine['id']}")
    stranger = await serving.ask("same_building", "GET", f"{MINE}/{mine['id']}")
    assert stranger.status_code == 404


async def test_the_page_behind_the_code(serving: Serving, client: AsyncClient) -> None:
    await serving.confirmed(60)
    mine = (await issue(serving, name_shown="full")).json()
    path = "/c/" + mine["check_url"].rpartition("/")[2]
    assert mine["check_url"].endswith(path)
    page = await client.get(path)
    assert page.status_code == 200
    assert "甲居民" in page.text and "有效" in page.text and "1 小时" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    nothing = await client.get("/c/" + "2" * 18)
    assert (nothing.status_code, "没有这份证明" in nothing.text) == (404, True)


async def test_hours_that_are_taken_back_withdraw_it(
    serving: Serving, client: AsyncClient, work: Work
) -> None:
    kept = await serving.confirmed(30, ago=100)
    lost = await serving.confirmed(45)
    both = (await issue(serving)).json()
    tomorrow_only = await issue(serving, first_day="2020-01-01", last_day="2020-01-02")
    assert said(tomorrow_only) == (409, "no_volunteer_hours")
    await serving.decide(lost, "rejected", note="冒名")
    await work()
    told = (await check(client, both["check_url"])).json()
    assert (told["state"], told["state_title"]) == ("withdrawn", "已作废")
    assert told["withdrawn_on"] == str(china_date(utc_now()))
    [line] = (await serving.got("resident", MINE))["items"]
    assert line["withdrawn_for"] == "hours_reversed"
    # Of yesterday, too: what follows lies five hours back, in the morning beyond midnight.
    days = {"first_day": "2020-01-01", "last_day": str(china_date(utc_now()))}
    again = (await issue(serving, **days)).json()
    assert (again["minutes"], again["services"]) == (30, 1)
    # What is reckoned anew and is no less leaves it valid.
    await serving.confirmed(60, ago=300)
    await serving.decide(kept, "rejected", note="重复")
    await work()
    assert (await check(client, again["check_url"])).json()["state"] == "valid"


async def test_a_newer_one_replaces_it(serving: Serving, client: AsyncClient) -> None:
    await serving.confirmed(30)
    first = (await issue(serving)).json()
    second = (await issue(serving, replaces_id=first["id"], name_shown="full")).json()
    old = await serving.got("resident", f"{MINE}/{first['id']}")
    assert (old["withdrawn_for"], old["replaced_by_id"]) == ("replaced", second["id"])
    assert (await check(client, first["check_url"])).json()["state"] == "withdrawn"
    assert said(await issue(serving, replaces_id=first["id"])) == (409, "certificate_withdrawn")
    path = f"{MINE}/{second['id']}/withdrawal"
    for _ in range(2):
        gone = await serving.ask("resident", "PUT", path)
        assert (gone.status_code, gone.json()["withdrawn_for"]) == (200, "holder")
    assert (await check(client, second["check_url"])).json()["state"] == "withdrawn"


async def test_what_cannot_be_certified(serving: Serving) -> None:
    assert said(await issue(serving)) == (409, "no_volunteer_hours")
    await serving.confirmed(30)
    today = china_date(utc_now())
    future = {"last_day": str(today + timedelta(days=1))}
    assert said(await issue(serving, **future)) == (422, "certificate_days_unfit")
    turned = {"first_day": str(today), "last_day": str(today - timedelta(days=1))}
    assert said(await issue(serving, **turned)) == (422, "certificate_days_unfit")
    for _ in range(20):
        assert (await issue(serving)).status_code == 201
    assert said(await issue(serving)) == (409, "too_many_certificates")


async def test_twenty_wrong_codes_a_minute(serving: Serving, client: AsyncClient) -> None:
    await serving.confirmed(30)
    mine = (await issue(serving)).json()
    answers = [await check(client, f"/{'3' * 17}{number % 10}") for number in range(25)]
    codes = [answer.status_code for answer in answers]
    assert codes[0] == 404 and codes[-1] == 429
    assert answers[-1].headers["retry-after"]
    # Good ones do not count, nor are they refused.
    assert (await check(client, mine["check_url"])).status_code == 200


async def test_a_paper_to_print(serving: Serving, session: AsyncSession) -> None:
    await serving.confirmed(30)
    mine = (await issue(serving, name_shown="full")).json()
    paper = await serving.ask("resident", "GET", f"{MINE}/{mine['id']}/paper")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    await serving.ask("resident", "PUT", f"{MINE}/{mine['id']}/withdrawal")
    again = await serving.ask("resident", "GET", f"{MINE}/{mine['id']}/paper")
    assert len(again.content) > len(paper.content), "it says across that it holds no more"


@pytest.mark.parametrize(
    ("minutes", "words"), [(5, "5 分钟"), (60, "1 小时"), (135, "2 小时 15 分钟")]
)
def test_hours_in_words(minutes: int, words: str) -> None:
    assert in_words(minutes) == words


def test_a_number_that_was_mistyped_shows() -> None:
    number = fresh_number("510108000000")
    assert (len(number), number[:6], damm_digit(number)) == (15, "510108", "0")
    for place in range(15):
        for digit in "0123456789":
            wrong = number[:place] + digit + number[place + 1 :]
            assert wrong == number or damm_digit(wrong) != "0"
        swapped = number[:place] + number[place : place + 2][::-1] + number[place + 2 :]
        assert swapped == number or damm_digit(swapped) != "0"
