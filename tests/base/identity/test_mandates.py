"""Acting on behalf: given, recorded, used, refused, and taken back."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.base.identity.models import Mandate, MandateUse, PersonRecord
from shequ_api.base.people.models import Person, Posting, WeChatAccount
from shequ_api.base.people.phones import PhoneBook
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.base.living import OTHER_EMPTY, Street, said
from tests.cast import HOME, NEIGHBOUR

TICKET = {"service_code": "environment", "text": "楼道堆了垃圾"}


def terms(**changes: Any) -> dict[str, Any]:
    today = china_date(utc_now())
    return {
        "permissions": ["ticket:file"],
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
        **changes,
    }


async def given(street: Street, **changes: Any) -> str:
    """The resident lets the neighbour file tickets."""
    body = terms(**{"agent_phone": "13900000002", **changes})
    answer = await street.ask("resident", "POST", "/me/mandates", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_ticket_is_filed_for_another(street: Street, session: AsyncSession) -> None:
    mandate = await given(street)
    people = street.cast.people
    filed = await street.ask("same_building", "POST", "/tickets", TICKET, X_On_Behalf_Of=mandate)
    assert filed.status_code == 201, filed.text
    ticket = await session.get_one(Ticket, filed.json()["id"])
    assert (ticket.reporter_id, ticket.filed_by_id) == (people["resident"], people["same_building"])
    logged = select(StepLog.actor_id).where(StepLog.case_id == ticket.case_id)
    assert await session.scalar(logged) == people["same_building"], "the log keeps the doer"
    path = f"/tickets/{ticket.id}"
    for who in ("resident", "same_building", "community_worker"):
        seen = await street.got(who, path)
        assert (seen["reporter_name"], seen["filed_by_name"]) == ("甲居民", "乙居民"), who
    assert (await street.ask("same_compound", "GET", path)).status_code == 404
    mine = (await street.got("resident", "/tickets?view=reported"))["items"]
    assert [item["id"] for item in mine] == [str(ticket.id)]
    [shown] = (await street.got("resident", "/me/mandates"))["items"]
    assert (shown["uses"], shown["agent_name"]) == (1, "乙*民"), "a number tells no name"
    [use] = (await street.got("resident", f"/me/mandates/{mandate}/uses"))["items"]
    assert use["operation"] == "file_ticket"


async def test_a_key_of_ones_own_is_another_key(street: Street, session: AsyncSession) -> None:
    """The same key and body, for oneself and for another, are two requests; replays use once."""
    mandate = await given(street)
    key = str(uuid4())
    answers = [
        await street.ask("same_building", "POST", "/tickets", TICKET, Idempotency_Key=key, **more)
        for more in ({}, {"X_On_Behalf_Of": mandate}, {"X_On_Behalf_Of": mandate})
    ]
    own, other, again = (answer.json()["id"] for answer in answers)
    assert own != other == again
    assert await session.scalar(select(func.count()).select_from(MandateUse)) == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/me", None),
        ("GET", "/tickets", None),
        ("PUT", "/me/profile", {"name": "别人"}),
        ("POST", "/auth/wechat-logins", {"code": "x"}),
        ("GET", "/calendar-days?from=2026-10-01&to=2026-10-02", None),
    ],
)
async def test_no_other_route_takes_the_header(
    street: Street, method: str, path: str, body: Any
) -> None:
    mandate = await given(street)
    answer = await street.ask("same_building", method, path, body, X_On_Behalf_Of=mandate)
    assert said(answer) == (403, "not_on_behalf")


async def test_a_mandate_holds_for_its_agent_days_and_rights(
    street: Street, session: AsyncSession
) -> None:
    today = china_date(utc_now())
    good, other = await given(street), await given(street)
    row = await session.get_one(Mandate, other)
    row.permissions = ["ticket:rate"]
    await session.commit()
    later = {"starts_on": (today + timedelta(days=1)).isoformat()}
    unfit = {
        "another's": ("same_compound", good),
        "the principal's own": ("resident", good),
        "not yet": ("same_building", await given(street, **later)),
        "other rights": ("same_building", other),
        "none": ("same_building", str(new_id())),
        "no id": ("same_building", "first"),
        "empty": ("same_building", ""),
    }
    for what, (who, mandate) in unfit.items():
        answer = await street.ask(who, "POST", "/tickets", TICKET, X_On_Behalf_Of=mandate)
        assert said(answer) == (403, "mandate_unknown"), what
    path = f"/me/mandates/{good}/revocation"
    assert (await street.ask("same_compound", "PUT", path)).status_code == 404
    assert (await street.ask("resident", "PUT", path)).json()["revoked_at"]
    answer = await street.ask("same_building", "POST", "/tickets", TICKET, X_On_Behalf_Of=good)
    assert said(answer) == (403, "mandate_unknown")
    assert await session.scalar(select(func.count()).select_from(MandateUse)) == 0


async def test_unfit_mandates(street: Street) -> None:
    async def give(**changes: Any) -> tuple[int, str]:
        body = terms(agent_phone="13900000002") | changes
        return said(await street.ask("resident", "POST", "/me/mandates", body))

    day = china_date(utc_now())
    assert await give(permissions=["residency:verify"]) == (422, "rights_unfit")
    assert await give(permissions=["charity:donate"]) == (422, "rights_unfit"), "no route takes it"
    assert await give(agent_phone="13900000001") == (422, "not_for_themselves")
    assert await give(agent_phone="13999999999") == (404, "agent_not_found")
    unfit = (422, "mandate_dates_unfit")
    assert await give(ends_on=day.isoformat()) == unfit
    assert await give(ends_on="9999-12-31") == unfit
    assert await give(starts_on=(day - timedelta(days=1)).isoformat()) == unfit
    for _ in range(10):
        await given(street)
    assert await give() == (409, "too_many_mandates")


ENTRY = {
    "name": "赵奶奶",
    "phone": "13955556666",
    "belonging": "owner",
    "starts_on": "1998-05-01",
}


async def enter(street: Street, who: str = "micro_grid_worker", **changes: Any) -> Response:
    body = ENTRY | {"dwelling_id": str(street.cast.places[OTHER_EMPTY])} | changes
    return await street.ask(who, "POST", "/persons", body)


async def test_somebody_without_a_phone_is_entered(
    street: Street, session: AsyncSession, parts: Parts
) -> None:
    assert said(await enter(street, "next_micro_worker")) == (404, "not_found")
    assert said(await enter(street, phone="13900000001")) == (409, "has_account")
    made = await enter(street)
    assert made.json()["residency"]["verified_by_means"] == "door"
    assert said(await enter(street)) == (409, "already_recorded")
    # Who binds the number that was told for the record does not become the person.
    book = parts.get(PhoneBook)
    bound = select(Person.id).where(Person.phone_index == book.index_of("13955556666"))
    assert await session.scalar(bound) is None
    told = select(PersonRecord.person_id)
    told = told.where(PersonRecord.phone_index == book.index_of("13955556666"))
    assert str((await session.scalars(told)).one()) == made.json()["person_id"]


async def test_a_worker_acts_for_somebody_on_evidence(
    street: Street, session: AsyncSession
) -> None:
    principal = (await enter(street)).json()["person_id"]
    record = terms(principal_id=principal, evidence_kind="signed_paper")

    async def write(who: str = "micro_grid_worker", **changes: Any) -> Response:
        return await street.ask(who, "POST", "/mandates", record | changes)

    for bare in ({}, {"evidence_kind": "counter"}, {"evidence_kind": "app_consent", "note": "x"}):
        assert said(await write(**bare)) == (422, "evidence_needed"), bare
    photo = await _photo(session, street, "micro_grid_worker")
    assert said(await write("community_worker", **photo)) == (422, "photo_unknown")
    assert said(await write("far_community_worker", **photo)) == (404, "not_found")
    mandate = await write(**photo)
    assert mandate.status_code == 201, mandate.text
    dress = {"X_On_Behalf_Of": mandate.json()["id"]}
    filed = await street.ask("micro_grid_worker", "POST", "/tickets", TICKET, **dress)
    assert filed.json()["reporter_name"] == "赵奶奶"
    ticket = await session.get_one(Ticket, filed.json()["id"])
    assert str(ticket.reporter_id) == principal
    assert ticket.community_id == street.cast.places[HOME], "the principal's home, not the agent's"
    # Who wrote it down for themselves acts by it while they serve there.
    in_office = update(Posting).where(Posting.person_id == mandate.json()["agent_id"])
    await session.execute(in_office.values(community_id=street.cast.places[NEIGHBOUR]))
    left = await street.ask("micro_grid_worker", "POST", "/tickets", TICKET, **dress)
    assert said(left) == (403, "mandate_unknown")
    await session.execute(in_office.values(community_id=street.cast.places[HOME]))
    path = f"/mandates/{mandate.json()['id']}/revocation"
    assert (await street.ask("far_community_worker", "PUT", path)).status_code == 404
    assert (await street.ask("community_worker", "PUT", path)).json()["revoked_at"]
    over = await street.ask("micro_grid_worker", "POST", "/tickets", TICKET, **dress)
    assert said(over) == (403, "mandate_unknown")


async def test_who_has_an_account_speaks_for_themselves(
    street: Street, session: AsyncSession
) -> None:
    """With a phone or without; and somebody of the dwelling by a mere claim is nobody of it."""
    counter = {"evidence_kind": "counter", "note": "当面说的"}

    async def write(principal: Any, who: str = "community_worker") -> tuple[int, str]:
        record = terms(principal_id=str(principal), **counter)
        return said(await street.ask(who, "POST", "/mandates", record))

    resident = street.cast.people["resident"]
    assert await write(resident) == (409, "consent_in_the_app")
    person = await session.get_one(Person, resident)
    person.phone_index = person.phone_sealed = None
    await session.commit()
    assert await write(resident) == (409, "consent_in_the_app"), "their number was taken over"

    await street.claimed("newcomer")
    assert await write(street.cast.people["newcomer"], "micro_grid_worker") == (404, "not_found")
    # A record that became somebody's who signs in.
    entered = (await enter(street)).json()["person_id"]
    account = WeChatAccount(
        person_id=entered, app_id="wx", openid="o-entered", created_at=utc_now()
    )
    session.add(account)
    await session.commit()
    assert await write(entered) == (409, "consent_in_the_app")


async def _photo(session: AsyncSession, street: Street, who: str) -> dict[str, str]:
    file = File(
        id=new_id(),
        owner_id=street.cast.people[who],
        original_sha256="0" * 64,
        sha256="1" * 64,
        media_type="image/jpeg",
        size_bytes=1,
        width=1,
        height=1,
        received_at=utc_now(),
    )
    session.add(file)
    await session.commit()
    return {"photo_id": str(file.id)}
