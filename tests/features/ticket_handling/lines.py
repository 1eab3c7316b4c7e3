"""Of all that becomes of tickets in hands, so many lines."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_routing.models import Offer
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import ask, posting_of
from tests.cast import Cast
from tests.features.ticket_handling.handled import STAFF, accepted, bounced
from tests.features.ticket_routing.ruled import RULES, draft, made
from tests.features.tickets.conftest import maker
from tests.features.tickets.slips import step

TIMES = {
    "return_workdays": 1,
    "urge_hours": 24,
    "answer_hours": 24,
    "supervision_workdays": 3,
    "appeal_days": 7,
    "appeal_workdays": 5,
}


async def handled(client: AsyncClient, cast: Cast, session: AsyncSession, lines: int) -> None:
    """Tickets that wait for a ruling, are supervised, called, offered and appealed; rules, often
    changed. `cast.places` knows the last one."""
    file_ticket, district = maker(client, cast), cast.places["510108000000"]
    rules, offered = [], []
    for number in range(lines):
        waiting = await accepted(client, cast, file_ticket)
        await bounced(client, cast, waiting)
        offered.append(await accepted(client, cast, file_ticket))
        demand = {"demand": "请说明", "workdays": 2}
        await _sent(client, cast, "subdistrict_administrator", waiting, "supervisions", demand)
        await _sent(client, cast, STAFF, waiting, "calls", {"reason": "请到场"})
        times = TIMES | {"silence_hours": None if number % 2 else 500}
        put = {"json": times, "headers": {"If-Match": f'"v{number}"'}}
        path = f"/places/{district}/ticket-rule"
        changed = await ask(client, cast, "district_administrator", "PUT", path, **put)
        assert changed.is_success, changed.text
        refused = await file_ticket()
        assert (await step(client, cast, STAFF, refused, "refusal", reason="不归社区管")).is_success
        await _sent(client, cast, "resident", refused, "appeal", {"reason": "请再看看"})
        rules.append(await made(client, cast, service_codes=["none_such"]))
    for number in range(1, lines):
        put = {"json": draft(title=f"第{number}版"), "headers": {"If-Match": f'"v{number}"'}}
        path = f"{RULES}/{rules[0]['id']}"
        assert (await ask(client, cast, STAFF, "PUT", path, **put)).is_success
    await _offer(session, cast, rules[0], offered)
    cast.places["routing_rule"] = rules[0]["id"]


async def _sent(
    client: AsyncClient, cast: Cast, who: str, ticket: dict[str, Any], what: str, body: Any
) -> None:
    answer = await step(client, cast, who, ticket, what, **body)
    assert answer.status_code == 201, answer.text


async def _offer(
    session: AsyncSession, cast: Cast, rule: dict[str, Any], tickets: list[dict[str, Any]]
) -> None:
    posting = await posting_of(session, cast, "partner")
    for ticket in tickets:
        row = {"ticket_id": ticket["id"], "posting_id": posting, "rule_id": rule["id"]}
        offer = Offer(**row, district_id=cast.places["510108000000"], offered_at=utc_now())
        session.add(offer)
    await session.commit()
