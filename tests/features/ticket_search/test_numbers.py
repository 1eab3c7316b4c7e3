"""Numbers that people say on the phone, and the phone that they call from."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AccessLook
from shequ_api.base.rights.searching import A_MINUTE
from shequ_api.features.ticket_search.rules import NumberMistyped, number_in
from shequ_api.kit.clock import CHINA, utc_now
from tests.cast import MEMBERS, NEIGHBOUR, Cast
from tests.features.ticket_search.conftest import Search
from tests.features.tickets.conftest import TicketMaker

PHONES = {member.key: member.phone for member in MEMBERS}
WHY = {"purpose": "ticket", "reason": "来电催问"}


async def test_a_ticket_has_a_number_of_its_day(file_ticket: TicketMaker) -> None:
    before = utc_now().astimezone(CHINA)
    one, other = await file_ticket(), await file_ticket()
    days = {f"{day:%y%m%d}" for day in (before, utc_now().astimezone(CHINA))}
    assert one["number"] != other["number"]
    for ticket in (one, other):
        assert ticket["number"][:6] in days
        assert number_in(ticket["number"]) == ticket["number"], "as the database gave it"


async def test_every_mistyped_digit_and_every_swap_is_noticed(file_ticket: TicketMaker) -> None:
    number = (await file_ticket())["number"].replace("-", "")
    wrong = [
        number[:place] + digit + number[place + 1 :]
        for place in range(13)
        for digit in "0123456789"
        if digit != number[place]
    ]
    wrong += [
        number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        for place in range(12)
        if number[place] != number[place + 1]
    ]
    for typed in wrong:
        with pytest.raises(NumberMistyped):
            number_in(typed)


async def test_found_however_it_is_typed(search: Search, file_ticket: TicketMaker) -> None:
    ticket = await file_ticket()
    day, serial, check = ticket["number"].split("-")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in day)
    for said in (f"{day}{serial}{check}", f" {day} {serial} {check} ", f"{wide}－{serial}—{check}"):
        assert await search.found("resident", "number", {"number": said}) == [ticket["id"]], said


async def test_only_who_sees_the_ticket_finds_it(search: Search, file_ticket: TicketMaker) -> None:
    ticket = await file_ticket(anonymous=True, headers={"Idempotency-Key": "numbered"})
    body = {"number": ticket["number"]}
    for by in ("resident", "micro_grid_worker", "community_worker", "district_administrator"):
        assert await search.found(by, "number", body) == [ticket["id"]], by
    for by in ("same_building", "far_community_worker", "next_micro_worker", "partner", "auditor"):
        assert await search.found(by, "number", body) == [], by
    nobodys = {"number": "000101-999999-" + check("000101999999")}
    assert await search.found("resident", "number", nobodys) == []


def check(digits: str) -> str:
    return next(str(n) for n in range(10) if fits(f"{digits}{n}"))


def fits(digits: str) -> bool:
    try:
        return bool(number_in(digits))
    except NumberMistyped:
        return False


@pytest.mark.parametrize(
    "said",
    [
        "",
        "261122",
        "2611220004212",
        "26112200042l1",
        "1" * 41,
        "二六一一二二",
        "\x00",
    ],
)
async def test_what_is_no_number_is_told(search: Search, said: str) -> None:
    answer = await search.ask("resident", "number", {"number": said})
    assert answer.status_code == 422, answer.text


async def test_a_number_is_no_address(search: Search, file_ticket: TicketMaker) -> None:
    ticket = await file_ticket()
    headers = await search.cast.headers("resident")
    answer = await search.client.get(f"/api/v1/tickets/{ticket['number']}", headers=headers)
    assert answer.status_code in (404, 422)


async def test_by_phone_what_was_ordered_under_a_name_and_in_scope(
    search: Search, file_ticket: TicketMaker, cast: Cast, session: AsyncSession
) -> None:
    first = await file_ticket()
    await file_ticket(anonymous=True, headers={"Idempotency-Key": "sealed"})
    far = cast.places[f"{NEIGHBOUR}-c1-b1"]
    elsewhere = await file_ticket(place_id=str(far))
    last = await file_ticket(private=True)
    await file_ticket(by="same_building")
    body = {"phone": PHONES["resident"]} | WHY
    assert await search.found("micro_grid_worker", "phone", body) == [last["id"], first["id"]]
    assert await search.found("far_community_worker", "phone", body) == [elsewhere["id"]]
    everything = [last["id"], elsewhere["id"], first["id"]]
    assert await search.found("district_administrator", "phone", body) == everything
    looks = select(AccessLook).where(AccessLook.person_id == cast.people["resident"])
    kept = (await session.scalars(looks.order_by(AccessLook.at))).all()
    readers = ("micro_grid_worker", "far_community_worker", "district_administrator")
    assert [look.reader_id for look in kept] == [cast.people[by] for by in readers]
    assert {(look.purpose, look.reason) for look in kept} == {("ticket", "来电催问")}


async def test_by_phone_nobody_is_found_who_has_nothing_there(
    search: Search, file_ticket: TicketMaker, cast: Cast, session: AsyncSession
) -> None:
    await file_ticket(anonymous=True, headers={"Idempotency-Key": "only"})
    for phone in (PHONES["resident"], "13999999999"):
        assert await search.found("community_worker", "phone", {"phone": phone} | WHY) == []
    assert not (await session.scalars(select(AccessLook))).all(), "nothing was seen"
    for by in ("resident", "partner", "committee_member"):
        refused = await search.ask(by, "phone", {"phone": PHONES["resident"]} | WHY)
        assert refused.json()["code"] == "permission_missing", by


async def test_numbers_of_people_are_not_tried_out(search: Search) -> None:
    body = {"phone": "13999999999"} | WHY
    for _ in range(A_MINUTE):
        await search.found("community_worker", "phone", body)
    refused = await search.ask("community_worker", "phone", body)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_searches")
    assert timedelta(seconds=int(refused.headers["Retry-After"])) <= timedelta(minutes=1)
