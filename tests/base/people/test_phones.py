"""One number, one person: changing, unbinding, and a number that was given to a new owner."""

from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.people.account_models import PhoneBinding
from shequ_api.base.people.models import Person
from tests.base.people.asking import ask, day
from tests.cast import Cast
from tests.serving import Hand


async def bind(
    client: AsyncClient, cast: Cast, hand: Hand, who: str, phone: str, **more: Any
) -> Response:
    body = {"code": await hand.phone_code(phone), **more}
    return await ask(client, cast, who, "PUT", "/me/phone", json=body)


async def history(session: AsyncSession, cast: Cast, who: str) -> list[tuple[bool, str | None]]:
    kept = select(PhoneBinding).where(PhoneBinding.person_id == cast.people[who])
    rows = await session.scalars(kept.order_by(PhoneBinding.id))
    return [(row.bound_at is not None, row.released_for) for row in rows]


async def test_a_recycled_number_takes_nothing_with_it(
    client: AsyncClient, cast: Cast, hand: Hand, session: AsyncSession
) -> None:
    before = (await ask(client, cast, "micro_grid_worker", "GET", "/me")).json()
    taken = await bind(client, cast, hand, "newcomer", "13900000011")
    assert (taken.status_code, taken.json()["code"]) == (409, "phone_taken")
    assert taken.json()["ways_out"] == ["merge_accounts", "take_over"]
    assert "微格" not in taken.text and str(cast.people["micro_grid_worker"]) not in taken.text

    mine = await bind(client, cast, hand, "newcomer", "13900000011", take_over=True)
    assert (mine.status_code, mine.json()["phone"]) == (200, "139******11")
    assert (mine.json()["postings"], mine.json()["acting_role"]) == ([], "resident")
    after = (await ask(client, cast, "micro_grid_worker", "GET", "/me")).json()
    assert after["phone"] is None
    assert (after["id"], after["postings"]) == (before["id"], before["postings"])

    assert await history(session, cast, "micro_grid_worker") == [(False, "taken_over")]
    assert await history(session, cast, "newcomer") == [(False, "changed"), (True, None)]
    released = select(Event.subject_id).where(Event.name == "phone_released")
    assert list(await session.scalars(released)) == [cast.people["micro_grid_worker"]]


async def test_an_appointment_by_a_recycled_number_meets_its_new_owner(
    client: AsyncClient, cast: Cast, hand: Hand
) -> None:
    await bind(client, cast, hand, "newcomer", "13900000004", take_over=True)
    body = {
        "phone": "13900000004",
        "role": "micro_grid_worker",
        "grid_id": str(cast.places["510108015017-m03"]),
        "starts_on": day(-10),
    }
    made = await ask(client, cast, "community_worker", "POST", "/postings", json=body)
    assert made.json()["person_id"] == str(cast.people["newcomer"])


async def test_saying_the_same_number_changes_nothing(
    client: AsyncClient, cast: Cast, hand: Hand, session: AsyncSession
) -> None:
    for _ in range(2):
        same = await bind(client, cast, hand, "newcomer", "13900000005", take_over=True)
        assert same.json()["phone"] == "139******05"
    assert await history(session, cast, "newcomer") == []


async def test_a_number_is_unbound_by_those_without_an_office(
    client: AsyncClient, cast: Cast, hand: Hand, session: AsyncSession
) -> None:
    needed = await ask(client, cast, "partner", "DELETE", "/me/phone")
    assert (needed.status_code, needed.json()["code"]) == (409, "phone_needed")
    assert (await ask(client, cast, "newcomer", "DELETE", "/me/phone")).status_code == 204
    twice = await ask(client, cast, "newcomer", "DELETE", "/me/phone")
    assert (twice.status_code, twice.json()["code"]) == (409, "phone_unbound")
    assert await history(session, cast, "newcomer") == [(False, "unbound")]
    free = await bind(client, cast, hand, "resident", "13900000005")
    assert free.status_code == 200, "nobody holds it any more"
    person = await session.get_one(Person, cast.people["newcomer"], populate_existing=True)
    assert person.phone_sealed is None
