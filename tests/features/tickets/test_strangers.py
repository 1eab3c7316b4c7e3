"""Whoever ordered a ticket elsewhere sees it there; an office of theirs handles it nowhere else."""

from httpx import AsyncClient

from tests.base.people.asking import ask
from tests.cast import NEIGHBOUR, Cast
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

STAFF, ITS_OWN = "community_worker", "far_community_worker"
STRANGER = (403, "not_yours_to_handle")


async def test_staff_who_ordered_something_elsewhere(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    there = str(cast.places[f"{NEIGHBOUR}-c1-b1"])
    ticket = await file_ticket(STAFF, place_id=there)
    worker = {"person_id": str(cast.people["far_partner"])}
    for method, path, body in (
        ("POST", "acceptance", {}),
        ("POST", "refusal", {"reason": "不归我们"}),
        ("PUT", "assignment", worker),
        ("PUT", "service", {"service_code": "noise", "reason": "噪声"}),
        ("POST", "reporter-block", {"reason": "乱报", "ends_at": "2099-01-01T00:00:00+08:00"}),
    ):
        way = f"/tickets/{ticket['id']}/{path}"
        answer = await ask(client, cast, STAFF, method, way, json=body)
        assert (answer.status_code, answer.json()["code"]) == STRANGER, path
    seen = await ask(client, cast, ITS_OWN, "GET", f"/tickets/{ticket['id']}")
    assert (seen.json()["state"], seen.json()["service_code"]) == ("submitted", "environment")
    assert (await step(client, cast, ITS_OWN, ticket, "acceptance")).status_code == 200
