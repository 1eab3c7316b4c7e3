"""Lists by what is to be done, by whom, by state and category."""

from itertools import product
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.tickets.models import Service
from tests.cast import NEIGHBOUR, Cast
from tests.counting import Queries
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import TICKETS as PATH
from tests.features.tickets.slips import step

STATES = ("submitted", "accepted", "resolving", "settled", "declined", "withdrawn")
CODES = ("noise", "environment", "other")
GROUPS = (None, "noise", "environment", "nothing")
OPEN = ("submitted", "accepted", "resolving")
WHOLE = ("community_worker", "district_administrator", "subdistrict_administrator")
INSIDE = ("micro_grid_worker", "general_grid_worker")


async def brought(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, state: str, **draft: Any
) -> str:
    """A ticket in a state."""
    ticket = await file_ticket(**draft)
    worker = str(cast.people["micro_grid_worker"])
    slips: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
        "submitted": [],
        "accepted": [("community_worker", "acceptance", {})],
        "declined": [("community_worker", "refusal", {"reason": "不归社区管"})],
        "withdrawn": [("resident", "withdrawal", {"reason": "不用了"})],
    }
    slips["resolving"] = [
        *slips["accepted"],
        ("community_worker", "assignment", {"person_id": worker}),
    ]
    slips["settled"] = [*slips["resolving"], ("micro_grid_worker", "settlement", {"note": "好了"})]
    for by, slip, body in slips[state]:
        answer = await step(client, cast, by, ticket, slip, **body)
        assert answer.is_success, answer.text
    return str(ticket["id"])


class Lists:
    """Reads lists to their end."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def page(self, by: str, **params: Any) -> Any:
        headers = await self.cast.headers(by)
        answer = await self.client.get(PATH, params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def whole(self, by: str, **params: Any) -> list[str]:
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = await self.page(by, limit=2, **params, **cursor)
            found += [line["id"] for line in page["items"]]
            if page["next_cursor"] is None:
                return found
            cursor = {"cursor": page["next_cursor"]}


@pytest.fixture
def lists(client: AsyncClient, cast: Cast) -> Lists:
    return Lists(client, cast)


async def test_each_list_is_what_a_filter_of_everything_gives(
    lists: Lists, client: AsyncClient, cast: Cast, file_ticket: TicketMaker, session: AsyncSession
) -> None:
    """All states in two categories of one group and one outside of it, asked in every way."""
    under = update(Service).where(Service.code == "environment").values(group_code="noise")
    await session.execute(under)
    made: list[tuple[str, str, str]] = []
    for state, code in product(STATES, CODES):
        one = await brought(client, cast, file_ticket, state, service_code=code)
        made.insert(0, (one, state, code))
    far = cast.places[f"{NEIGHBOUR}-c1-b1"]
    await file_ticket(by="far_resident", place_id=str(far), service_code="noise")

    for by in (*WHOLE[::2], *INSIDE):
        for asked_for, under_it in product((None, *STATES), GROUPS):
            codes = {"noise": {"noise", "environment"}}.get(under_it or "", {under_it})
            for narrowed in (False, True):
                asked = {
                    "state": asked_for,
                    "service_code": under_it,
                    "open_only": narrowed or None,
                }
                params = {name: value for name, value in asked.items() if value is not None}
                expected = [
                    one
                    for one, its_state, its_code in made
                    if asked_for in (None, its_state)
                    and (under_it is None or its_code in codes)
                    and (not narrowed or its_state in OPEN)
                ]
                found = await lists.whole(by, view="scope", **params)
                assert found == expected, (by, params)
    nobodys = [one for one, state, _ in made if state in ("submitted", "accepted")]
    for by in (WHOLE[0], *INSIDE):
        assert await lists.whole(by, view="unassigned") == nobodys, by
        assert await lists.whole(by, view="unassigned", state="resolving") == []
    mine = [one for one, state, _ in made if state == "resolving"]
    assert await lists.whole("micro_grid_worker", view="assigned", open_only=True) == mine
    assert await lists.whole("next_micro_worker", view="scope", open_only=True) == []


async def test_the_order_holds_across_branches_and_between_pages(
    lists: Lists, client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    filed = [
        await brought(client, cast, file_ticket, state)
        for state in ("submitted", "accepted", "resolving", "submitted", "accepted")
    ]
    first = await lists.page("community_worker", view="scope", open_only=True, limit=2)
    assert [line["id"] for line in first["items"]] == filed[:2:-1]
    # What comes and what moves on meanwhile neither hides nor doubles what stands below.
    await brought(client, cast, file_ticket, "submitted")
    body = {"person_id": str(cast.people["micro_grid_worker"])}
    await step(client, cast, "community_worker", {"id": filed[1]}, "assignment", **body)
    cursor = {"cursor": first["next_cursor"]}
    rest = await lists.page("community_worker", view="scope", open_only=True, limit=5, **cursor)
    assert [line["id"] for line in rest["items"]] == filed[2::-1]


async def test_nobody_sees_through_a_filter(lists: Lists, file_ticket: TicketMaker) -> None:
    await file_ticket()
    for by, view in product(("resident", "partner", "committee_member"), ("scope", "unassigned")):
        headers = await lists.cast.headers(by)
        for more in ({}, {"open_only": "true"}, {"service_code": "environment"}):
            params = {"view": view} | more
            answer = await lists.client.get(PATH, params=params, headers=headers)
            assert answer.json()["code"] == "permission_missing", (by, params)
    assert await lists.whole("far_community_worker", view="unassigned") == []


@pytest.mark.parametrize(
    "more",
    [
        {"view": "scope"},
        {"view": "scope", "open_only": True},
        {"view": "scope", "state": "submitted", "service_code": "environment"},
        {"view": "unassigned"},
        {"view": "scope", "due": "overdue", "service_code": "environment"},
    ],
)
async def test_a_list_is_one_statement(
    lists: Lists, file_ticket: TicketMaker, queries: Queries, more: dict[str, Any]
) -> None:
    for _ in range(3):
        await file_ticket()
    for by in ("community_worker", "micro_grid_worker"):
        await lists.page(by, **more)
        with queries() as seen:
            await lists.page(by, **more)
        assert len([one for one in seen if "tickets" in one]) == 1, "\n".join(seen)


async def test_hostile_filters_are_told_or_find_nothing(
    lists: Lists, file_ticket: TicketMaker
) -> None:
    await file_ticket()
    headers = await lists.cast.headers("community_worker")
    for params in ({"state": "gone"}, {"view": "all"}, {"open_only": "maybe"}):
        answer = await lists.client.get(PATH, params=params, headers=headers)
        assert answer.status_code == 422, params
    for code in ("%", "' OR 1=1", "环境", "environment%00"):
        assert await lists.whole("community_worker", view="scope", service_code=code) == []
