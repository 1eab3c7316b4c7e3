"""What an old person's agent does beyond filing: homes, and the tickets that were filed."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.residency.models import Residency
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.tickets.models import Ticket
from tests.base.identity.test_mandates import TICKET, given
from tests.base.living import EMPTY, OTHER_EMPTY, Known, Street, said

AGENT, OLD = "same_building", "resident"
TO_LIVE = ["residency:claim", "residency:leave"]


def claim(street: Street, dwelling: str = EMPTY, **more: Any) -> dict[str, Any]:
    home = str(street.cast.places[dwelling])
    return {"dwelling_id": home, "belonging": "tenant", "starts_on": "2026-03-01", **more}


async def test_a_home_is_claimed_and_left_for_another(
    street: Street, session: AsyncSession
) -> None:
    dress = {"X_On_Behalf_Of": await given(street, permissions=TO_LIVE)}
    made = await street.ask(AGENT, "POST", "/me/residencies", claim(street), **dress)
    assert made.status_code == 201, made.text
    people = street.cast.people
    row = await session.get_one(Residency, UUID(made.json()["id"]))
    assert (row.person_id, row.claimed_by_id) == (people[OLD], people[AGENT])
    assert row.verified_at is None, "the agent's word is the principal's, and no neighbour's"
    path = f"/residencies/{row.id}"
    own = await street.ask(AGENT, "PUT", f"{path}/vouch")
    assert said(own) == (403, "not_yourself")

    assert (await street.got(AGENT, "/me/residencies"))["items"][0]["id"] != str(row.id)
    seen = await street.ask(AGENT, "GET", "/me/residencies", **dress)
    mine = (await street.got(OLD, "/me/residencies"))["items"]
    assert seen.json()["items"] == mine
    assert (mine[0]["id"], mine[0]["claimed_by_name"]) == (str(row.id), "乙居民")

    leaving = f"/me{path}/departure", {"ends_on": "2026-03-02"}
    assert said(await street.ask(AGENT, "PUT", *leaving)) == (404, "not_found"), "not as oneself"
    left = await street.ask(AGENT, "PUT", *leaving, **dress)
    assert (left.status_code, left.json()["state"]) == (200, "withdrawn"), left.text
    assert left.json()["left_by_name"] == "乙居民"
    await session.refresh(row)
    assert row.ended_by_id == people[AGENT]
    [mandate] = (await street.got(OLD, "/me/mandates"))["items"]
    assert mandate["uses"] == 3, "the look counts too; what was refused does not"


async def test_the_register_is_asked_for_the_principal(street: Street, register: Known) -> None:
    """By the principal's number, never by the agent's; and their month of claims is used up."""
    mandate = await given(street, agent_phone="13900000005", permissions=TO_LIVE)
    dress = {"X_On_Behalf_Of": mandate}
    for_another = claim(street, name="戊居民")
    made = await street.ask("newcomer", "POST", "/me/residencies", for_another, **dress)
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    assert made.json()["person_name"] == "甲居民"
    for _ in range(8):  # the home of the cast is the first claim
        path = f"/me/residencies/{made.json()['id']}/departure"
        await street.ask("newcomer", "PUT", path, {"ends_on": "2026-03-02"}, **dress)
        made = await street.ask("newcomer", "POST", "/me/residencies", for_another, **dress)
        assert made.status_code == 201, made.text
    more = claim(street, OTHER_EMPTY)
    for who, header in (("newcomer", dress), (OLD, {})):
        answer = await street.ask(who, "POST", "/me/residencies", more, **header)
        assert said(answer) == (429, "too_many_claims"), who
    assert (await street.ask("newcomer", "POST", "/me/residencies", more)).status_code == 201


async def test_a_right_is_not_another(street: Street) -> None:
    """A mandate to file tickets moves nobody; one for homes rates nothing."""
    dress = {"X_On_Behalf_Of": await given(street)}
    answer = await street.ask(AGENT, "POST", "/me/residencies", claim(street), **dress)
    assert said(answer) == (403, "mandate_unknown")
    ticket = (await street.ask(OLD, "POST", "/tickets", TICKET)).json()["id"]
    dress = {"X_On_Behalf_Of": await given(street, permissions=TO_LIVE)}
    for method, path in (("POST", "withdrawal"), ("PUT", "ratings/mine")):
        body = {"reason": "不用了"} if path == "withdrawal" else {"score": 1}
        assert said(
            await street.ask(AGENT, method, f"/tickets/{ticket}/{path}", body, **dress)
        ) == (
            403,
            "mandate_unknown",
        )


@pytest.mark.parametrize("filed_by", [OLD, AGENT])
async def test_tickets_are_rated_and_withdrawn_for_another(
    street: Street, session: AsyncSession, filed_by: str
) -> None:
    rights = ["ticket:file", "ticket:rate", "ticket:withdraw"]
    dress = {"X_On_Behalf_Of": await given(street, permissions=rights)}
    header = dress if filed_by == AGENT else {}
    tickets = [
        (await street.ask(filed_by, "POST", "/tickets", TICKET, **header)).json()["id"]
        for _ in range(2)
    ]
    back = f"/tickets/{tickets[0]}/withdrawal"
    withdrawn = await street.ask(AGENT, "POST", back, {"reason": "不用了"}, **dress)
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")
    assert withdrawn.json()["reporter_name"] == "甲居民"
    for step, body in (("acceptance", {}), ("settlement", {"note": "办好了"})):
        await street.ask("community_worker", "POST", f"/tickets/{tickets[1]}/{step}", body)
    rating = f"/tickets/{tickets[1]}/ratings/mine"
    own = await street.ask(AGENT, "PUT", rating, {"score": 1})
    expected = (403, "not_affected") if filed_by == AGENT else (404, "not_found")
    assert said(own) == expected, "not as oneself"
    rated = await street.ask(AGENT, "PUT", rating, {"score": 5}, **dress)
    assert (rated.status_code, rated.json()["mine"]["score"]) == (200, 5), rated.text
    row = await session.get_one(Ticket, UUID(tickets[1]))
    log = select(StepLog).where(StepLog.case_id == row.case_id, StepLog.step == "rate")
    step_taken = (await session.scalars(log)).one()
    assert step_taken.actor_id == street.cast.people[AGENT]
    assert step_taken.facts["mandate_id"] == dress["X_On_Behalf_Of"]


async def test_ones_own_ticket_is_not_the_principals(street: Street) -> None:
    dress = {"X_On_Behalf_Of": await given(street, permissions=["ticket:withdraw"])}
    ticket = (await street.ask(AGENT, "POST", "/tickets", TICKET)).json()["id"]
    back = f"/tickets/{ticket}/withdrawal"
    answer = await street.ask(AGENT, "POST", back, {"reason": "不用了"}, **dress)
    assert said(answer) == (403, "not_your_ticket")
    assert (await street.ask(AGENT, "POST", back, {"reason": "不用了"})).status_code == 200


async def test_an_agent_sees_what_they_filed(street: Street) -> None:
    dress = {"X_On_Behalf_Of": await given(street)}
    filed = await street.ask(AGENT, "POST", "/tickets", TICKET, **dress)
    await street.ask(AGENT, "POST", "/tickets", TICKET)
    await street.ask(OLD, "POST", "/tickets", TICKET)
    shown = (await street.got(AGENT, "/tickets?view=filed"))["items"]
    assert [item["id"] for item in shown] == [filed.json()["id"]]
    assert (await street.got(OLD, "/tickets?view=filed"))["items"] == []


async def test_who_answers_for_no_place_is_told_so(street: Street) -> None:
    """An empty list would say that there are no tickets."""
    refused = await street.ask(OLD, "GET", "/tickets?view=scope")
    assert said(refused) == (403, "permission_missing")
    assert refused.json()["permission"] == "ticket:view"
    as_oneself = {"X_Acting_Posting": "self"}
    answer = await street.ask("micro_grid_worker", "GET", "/tickets?view=scope", **as_oneself)
    assert len(answer.json()["other_posting_ids"]) == 1, "and under which posting they would be"
    assert (await street.got("micro_grid_worker", "/tickets?view=scope"))["items"] == []
