"""An agent who writes nonsense in another's name is held back; whom they act for is not."""

from datetime import timedelta

from shequ_api.kit.clock import utc_now
from tests.base.identity.test_mandates import TICKET, given
from tests.base.living import Street
from tests.base.living import fresh_codes as fresh_codes
from tests.base.living import street as street

AGENT, PRINCIPAL, STAFF = "same_building", "resident", "community_worker"


async def blocked(street: Street, ticket_id: str) -> str:
    ends_at = (utc_now() + timedelta(days=7)).isoformat()
    body = {"reason": "内容不实", "ends_at": ends_at}
    answer = await street.ask(STAFF, "POST", f"/tickets/{ticket_id}/reporter-block", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["person_name"])


async def test_who_wrote_it_is_held_back_and_not_whom_they_act_for(street: Street) -> None:
    dress = {"X_On_Behalf_Of": await given(street)}
    filed = (await street.ask(AGENT, "POST", "/tickets", TICKET, **dress)).json()
    assert filed["reporter_id"] == str(street.cast.people[PRINCIPAL])
    await blocked(street, filed["id"])
    for how in (dress, {}):
        refused = await street.ask(AGENT, "POST", "/tickets", TICKET, **how)
        assert (refused.status_code, refused.json()["code"]) == (403, "tickets_blocked"), how
    assert (await street.ask(PRINCIPAL, "POST", "/tickets", TICKET)).status_code == 201


async def test_who_is_held_back_files_by_no_agent_either(street: Street) -> None:
    dress = {"X_On_Behalf_Of": await given(street)}
    filed = (await street.ask(PRINCIPAL, "POST", "/tickets", TICKET)).json()
    await blocked(street, filed["id"])
    refused = await street.ask(AGENT, "POST", "/tickets", TICKET, **dress)
    assert (refused.status_code, refused.json()["code"]) == (403, "tickets_blocked")
    assert (await street.ask(AGENT, "POST", "/tickets", TICKET)).status_code == 201
