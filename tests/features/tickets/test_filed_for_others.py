"""Who filed a ticket in another's name reads it while they serve there, or their mandate stands."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.base.identity.test_mandates import TICKET, given
from tests.base.living import Street
from tests.base.living import fresh_codes as fresh_codes
from tests.base.living import street as street
from tests.base.people.asking import ask, posting_of
from tests.cast import HOME, Cast
from tests.features.tickets.conftest import TicketMaker

ENTRY = {
    "service_code": "environment",
    "text": "会上反映楼道堆物",
    "channel": "meeting",
    "petitioner_name": "周奶奶",
}


async def filed_by(client: AsyncClient, cast: Cast, who: str) -> list[str]:
    answer = await ask(client, cast, who, "GET", "/tickets", params={"view": "filed"})
    assert answer.status_code == 200, answer.text
    return [line["id"] for line in answer.json()["items"]]


async def test_former_staff_read_no_more_what_they_entered_or_split(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    body = ENTRY | {"place_id": str(cast.places[f"{HOME}-c1-b1"])}
    entered = await ask(client, cast, "grid_chief", "POST", "/ticket-entries", json=body)
    assert entered.status_code == 201, entered.text
    whole = await file_ticket(text="楼道堆物，路灯也不亮")
    parts: dict[str, Any] = {
        "parts": [{"text": "路灯不亮", "service_code": "public_facility"}],
        "reason": "两件事",
    }
    path = f"/tickets/{whole['id']}/splits"
    split = await ask(client, cast, "grid_chief", "POST", path, json=parts)
    assert split.is_success, split.text
    filed = await filed_by(client, cast, "grid_chief")
    assert entered.json()["id"] in filed and len(filed) == 2
    posting = await posting_of(session, cast, "grid_chief")
    above = "subdistrict_administrator"
    over = await ask(client, cast, above, "PUT", f"/postings/{posting}/end", json={})
    assert over.status_code == 200, over.text
    assert await filed_by(client, cast, "grid_chief") == []
    for each in filed:
        gone = await ask(client, cast, "grid_chief", "GET", f"/tickets/{each}")
        assert gone.status_code == 404, "what residents said is not theirs for ever"


async def test_an_agent_reads_it_while_the_mandate_stands(street: Street) -> None:
    mandate = await given(street)
    dress = {"X_On_Behalf_Of": mandate}
    filed = await street.ask("same_building", "POST", "/tickets", TICKET, **dress)
    assert filed.status_code == 201, filed.text
    path = f"/tickets/{filed.json()['id']}"
    assert (await street.ask("same_building", "GET", path)).status_code == 200
    revoked = await street.ask("resident", "PUT", f"/me/mandates/{mandate}/revocation")
    assert revoked.status_code == 200, revoked.text
    assert (await street.ask("same_building", "GET", path)).status_code == 404
    listed = await street.got("same_building", "/tickets?view=filed")
    assert listed["items"] == []
    assert (await street.ask("resident", "GET", path)).status_code == 200
