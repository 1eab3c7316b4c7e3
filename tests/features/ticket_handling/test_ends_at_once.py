"""Several who end, give and move one ticket at once, on committed rows and several connections:
each ends in one of the outcomes that are named here, and in no other."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response

from shequ_api.app import create_app
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.base.people.asking import ask
from tests.cast import NEIGHBOUR, Cast
from tests.conftest import opened, settings_for_tests
from tests.features.ticket_handling.handled import STAFF, WORKER, accepted, given
from tests.features.ticket_handling.test_races import patiently
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_routing.ruled import claimed
from tests.features.tickets.conftest import maker
from tests.features.tickets.slips import step

ROUNDS = 4
FAR_STAFF, DISTRICT = "far_community_worker", "district_administrator"
Asking = Callable[[], Awaitable[Response]]


@pytest.fixture
async def parts(
    request: pytest.FixtureRequest, server: Embedded, template: str
) -> AsyncIterator[Parts]:
    async with opened(server, template, f"handling_{request.path.stem}") as parts:
        yield parts


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def at_once(*asking: Asking) -> list[int]:
    """What each was answered, in the order asked."""
    answers = await asyncio.gather(*(patiently(each) for each in asking))
    return [each.status_code for each in answers]


async def state_of(client: AsyncClient, cast: Cast, ticket: dict[str, Any]) -> dict[str, Any]:
    answer = await ask(client, cast, DISTRICT, "GET", f"/tickets/{ticket['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_claimed_given_and_moved_at_once(client: AsyncClient, cast: Cast) -> None:
    """It lies in the other community and is nobody's, or stays and is one's: never one's who may
    not settle where it lies."""
    ended: Counter[str] = Counter()
    for _ in range(ROUNDS):
        ticket = await accepted(client, cast, maker(client, cast))
        place = {"place_id": str(cast.places[NEIGHBOUR]), "reason": "在他们那边"}
        path = f"/tickets/{ticket['id']}/place"
        claim, gift, move = await at_once(
            lambda: claimed(client, cast, WORKER, ticket),  # noqa: B023 - awaited in this round
            lambda: given(client, cast, ticket, "partner"),  # noqa: B023 - the same
            lambda: ask(client, cast, STAFF, "PUT", path, json=place),  # noqa: B023 - the same
        )
        seen = await state_of(client, cast, ticket)
        steps = [slip["step"] for slip in seen["slips"]]
        assert move == 200 and steps.count("transfer") == 1, "it moves from whatever state it is in"
        assert (seen["state"], seen["assignee_id"]) == ("submitted", None)
        assert claim in {200, 404, 409} and gift in {200, 404, 409}
        assert (steps.count("claim"), steps.count("assign")) == (claim == 200, gift == 200)
        assert claim != 200 or steps.index("claim") < steps.index("transfer")
        assert gift != 200 or steps.index("assign") < steps.index("transfer")
        ended["/".join(steps[2:])] += 1
    assert sum(ended.values()) == ROUNDS


async def test_claimed_and_given_at_once(client: AsyncClient, cast: Cast) -> None:
    """Whoever was given it last has it: the community gives what somebody has grabbed, and nobody
    grabs what was given."""
    for _ in range(ROUNDS):
        ticket = await accepted(client, cast, maker(client, cast))
        claim, gift = await at_once(
            lambda: claimed(client, cast, WORKER, ticket),  # noqa: B023 - awaited in this round
            lambda: given(client, cast, ticket, "partner"),  # noqa: B023 - the same
        )
        seen = await state_of(client, cast, ticket)
        assert (gift, seen["assignee_name"], seen["state"]) == (200, "甲伙伴", "resolving")
        assert claim in {200, 409}
        steps = [slip["step"] for slip in seen["slips"]][2:]
        assert steps == (["claim", "assign"] if claim == 200 else ["assign"])


@pytest.mark.parametrize("by", [STAFF, WORKER])
async def test_settled_and_withdrawn_at_once(client: AsyncClient, cast: Cast, by: str) -> None:
    """One of both, and the other reads that it is over: whether somebody had it, or nobody."""
    for _ in range(ROUNDS):
        ticket = await accepted(client, cast, maker(client, cast))
        if by == WORKER:
            await given(client, cast, ticket)
        settled, withdrawn = await at_once(
            lambda: step(client, cast, by, ticket, "settlement", note="办好了"),  # noqa: B023 - awaited in this round
            lambda: step(client, cast, "resident", ticket, "withdrawal", reason="不用了"),  # noqa: B023 - the same
        )
        seen = await state_of(client, cast, ticket)
        assert sorted((settled, withdrawn)) == [200, 409]
        assert seen["state"] == ("settled" if settled == 200 else "withdrawn")
        assert len(seen["slips"]) == (3 if by == STAFF else 4)


async def test_reopened_and_rated_at_once(client: AsyncClient, cast: Cast) -> None:
    """Rated, and then handled again without that score; or handled again, and there is nothing to
    rate. It is handled again either way."""
    for _ in range(ROUNDS):
        ticket = await maker(client, cast)()
        await settle(client, cast, ticket)
        path = f"/tickets/{ticket['id']}/ratings/mine"
        reopened, rated = await at_once(
            lambda: step(client, cast, "resident", ticket, "reopening", reason="又满了"),  # noqa: B023 - awaited in this round
            lambda: ask(client, cast, "resident", "PUT", path, json={"score": 5}),  # noqa: B023 - the same
        )
        seen = await state_of(client, cast, ticket)
        assert (reopened, seen["state"], seen["score"]) == (200, "resolving", None)
        assert rated in {200, 409}
        steps = [slip["step"] for slip in seen["slips"]][4:]
        assert steps == (["rate", "resume"] if rated == 200 else ["resume"])
