"""Explanations that name a record: gone through at the real door, seen by the asker, undone."""

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.policies import Recogniser
from shequ_api.base.audit.models import AccessLook, AuditEntry
from shequ_api.base.events.models import Event, Job
from shequ_api.base.registry import Registry
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.base.living import Street
from tests.base.rights.explained import Asking
from tests.cast import HOME, NEIGHBOUR, Cast

ADMINISTRATOR = "subdistrict_administrator"


@pytest.fixture
def why(client: AsyncClient, cast: Cast, session: AsyncSession) -> Asking:
    return Asking(client, cast, session)


@pytest.fixture
def street(client: AsyncClient, cast: Cast) -> Street:
    return Street(client, cast)


async def filed(street: Street, who: str, place: str, **more: Any) -> str:
    body = {
        **more,
        "service_code": "environment",
        "text": "路灯不亮",
        "place_id": str(street.cast.places[place]),
    }
    answer = await street.ask(who, "POST", "/tickets", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def checks(told: Any) -> dict[str, bool]:
    return {one["check"]: one["passed"] for one in told["checks"]}


async def test_whose_task_it_is(street: Street, why: Asking) -> None:
    """The role may settle, the scope holds the place, and yet the door refuses: it says so."""
    ticket = await filed(street, "resident", f"{HOME}-c1-b1")
    await street.ask("community_worker", "POST", f"/tickets/{ticket}/acceptance", {})
    met = await street.ask(
        "micro_grid_worker", "POST", f"/tickets/{ticket}/settlement", {"note": "好"}
    )
    assert (met.status_code, met.json()["code"]) == (403, "not_your_task")
    told = await why.told("micro_grid_worker", "settle_ticket", ticket_id=ticket)
    assert (told["allowed"], told["settled"]) == (False, True)
    assert await why.failed("micro_grid_worker", "settle_ticket", ticket_id=ticket) == {
        "row": met.json()["title"]
    }
    told = await why.told("grid_chief", "settle_ticket", ticket_id=ticket)
    assert told["allowed"], told


async def test_whether_it_is_seen(street: Street, why: Asking) -> None:
    """A bare 404 at the door; here: that it is not in view, and that they have no home yet."""
    ticket = await filed(street, "resident", f"{HOME}-c1-b1")
    told = await why.failed("same_building", "reopen_ticket", ticket_id=ticket)
    assert list(told) == ["view"]
    assert "没有已核实的住所" not in told["view"]
    told = await why.failed("partner", "get_ticket", ticket_id=ticket)
    assert "以“社区合伙人”的身份看不到" in told["view"]
    await why.another_office("partner", "micro_grid_worker")
    told = await why.failed("partner", "reopen_ticket", ticket_id=ticket)
    assert "没有已核实的住所" in told["view"], "of two offices none is chosen"


async def test_states_are_no_rights(street: Street, why: Asking) -> None:
    ticket = await filed(street, "resident", f"{HOME}-c1-b1")
    told = await why.told("resident", "reopen_ticket", ticket_id=ticket)
    assert (told["allowed"], told["settled"]) == (True, False)
    state = next(one for one in told["checks"] if one["check"] == "state")
    assert not state["passed"]
    assert "现在可以：" in state["detail"]


async def test_only_what_the_asker_sees(street: Street, why: Asking) -> None:
    """A record elsewhere and one that never was are answered alike."""
    elsewhere = await filed(street, "far_resident", f"{NEIGHBOUR}-c1-b1")
    answers = [
        await why.ask(ADMINISTRATOR, "micro_grid_worker", "settle_ticket", ticket_id=one)
        for one in (elsewhere, str(new_id()))
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    bodies = [answer.json() | {"request_id": ""} for answer in answers]
    assert bodies[0] == bodies[1]


async def test_an_auditor_sees_no_private_tickets(street: Street, why: Asking) -> None:
    ticket = await filed(street, "resident", f"{HOME}-c1-b1", private=True)
    answer = await why.ask("auditor", "micro_grid_worker", "settle_ticket", ticket_id=ticket)
    assert answer.status_code == 404


async def test_relations_that_are_kept_back(street: Street, why: Asking, parts: Parts) -> None:
    """Who sees a record but may not know whose it is learns it by no question either."""
    ticket = await filed(street, "resident", f"{HOME}-c1-b1")
    registry = parts.get(Registry)
    kept = registry.discretion[Ticket]
    registry.discretion[Ticket] = lambda *_: False
    try:
        answers = [
            await why.ask(ADMINISTRATOR, who, "reopen_ticket", ticket_id=ticket)
            for who in ("resident", "same_building")
        ]
    finally:
        registry.discretion[Ticket] = kept
    assert {(one.status_code, one.json()["code"]) for one in answers} == {
        (403, "relations_kept_back")
    }


async def test_own_matters_stay_ones_own(street: Street, why: Asking) -> None:
    """Whether somebody asked for erasure, or what they consented to, no question tells."""
    asked = ("get_my_erasure", "withdraw_erasure", "ask_for_erasure")
    before = [await why.told("resident", operation) for operation in asked]
    asking = await street.ask("resident", "POST", "/me/erasure", {"confirmation": "注销账号"})
    assert asking.status_code == 201, asking.text
    after = [await why.told("resident", operation) for operation in asked]
    assert before == after
    assert {told["settled"] for told in after} == {False}


async def _left(session: AsyncSession) -> list[int]:
    counts = (Ticket, StepLog, Event, Job, AccessLook, AuditEntry)
    return [await session.scalar(select(func.count()).select_from(one)) or 0 for one in counts]


async def test_nothing_is_left(street: Street, why: Asking, session: AsyncSession) -> None:
    """The ticket is accepted, the step logged, the fact recorded; and then it never was."""
    ticket = await filed(street, "resident", f"{HOME}-c1-b1")
    before = await _left(session)
    told = await why.told("community_worker", "accept_ticket", ticket_id=ticket)
    assert (told["allowed"], told["settled"]) == (True, True)
    assert await _left(session) == before
    shown = await street.got("resident", f"/tickets/{ticket}")
    assert shown["state"] == "submitted"
    assert await session.get(Ticket, UUID(ticket))


@pytest.mark.parametrize(
    ("operation", "parameters", "code"),
    [
        ("settle_ticket", {"note": "好"}, "parameter_unsayable"),
        ("settle_ticket", {"ticket": "1"}, "parameter_unsayable"),
        ("merge_my_accounts", {"code": "23456789"}, "parameter_unsayable"),
        ("end_my_session", {"session_id": str(new_id())}, "parameter_unsayable"),
        ("edit_inspection", {"number": "2"}, "parameter_missing"),
        ("accept_ticket", {"ticket_id": "x" * 101}, "malformed"),
        ("review_inspection", {"inspection_id": "?", "decision": "maybe"}, "malformed"),
    ],
)
async def test_what_may_be_said(
    why: Asking, operation: str, parameters: dict[str, str], code: str
) -> None:
    """Codes are not tried out here, and ids that no loader finds are nobody's to name."""
    answer = await why.ask(ADMINISTRATOR, "micro_grid_worker", operation, **parameters)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_without_an_operation_there_is_nothing_to_do_it_to(
    client: AsyncClient, cast: Cast
) -> None:
    body = {
        "person_id": str(cast.people["resident"]),
        "permission": "ticket:settle",
        "parameters": {"ticket_id": str(new_id())},
    }
    headers = await cast.headers(ADMINISTRATOR)
    answer = await client.post("/api/v1/access/explanations", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_do_it_to")


async def test_the_asker_stays_the_asker(parts: Parts, why: Asking, street: Street) -> None:
    """Who is recognised for a rehearsal is recognised nowhere else."""
    own = parts.get(Recogniser)
    ticket = await filed(street, "resident", f"{HOME}-c1-b1")
    await why.told("resident", "withdraw_ticket", ticket_id=ticket)
    assert parts.get(Recogniser) is own
    me = await street.got(ADMINISTRATOR, "/me")
    assert me["id"] == str(street.cast.people[ADMINISTRATOR])
