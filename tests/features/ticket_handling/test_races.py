"""Several at one ticket at once, on committed rows and several connections."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response

from shequ_api.app import create_app
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.features.ticket_handling.handled import (
    STAFF,
    WORKER,
    accepted,
    bounced,
    given,
    returned,
    seen_by,
)
from tests.features.tickets.conftest import maker
from tests.features.tickets.slips import step

ROUNDS, PATIENCE = 4, 200


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


async def patiently(ask: Callable[[], Awaitable[Response]]) -> Response:
    """Comes again while there is no turn to be had."""
    answer = await ask()
    for _ in range(PATIENCE):
        if answer.status_code != 503:
            break
        await asyncio.sleep(0.05)
        answer = await ask()
    return answer


async def test_given_back_while_it_is_settled(client: AsyncClient, cast: Cast) -> None:
    for _ in range(ROUNDS):
        ticket = await accepted(client, cast, maker(client, cast))
        await given(client, cast, ticket)
        settled, back = await asyncio.gather(
            patiently(lambda: step(client, cast, WORKER, ticket, "settlement", note="办好了")),  # noqa: B023 - awaited in this round
            patiently(lambda: returned(client, cast, ticket)),  # noqa: B023 - the same
        )
        # Either it was settled first, and nothing is left to give back; or it was given back, and
        # whoever had it has no say any more.
        seen = await seen_by(client, cast, STAFF, ticket)
        if settled.status_code == 200:
            assert (back.status_code, seen["state"], seen["bounces"]) == (409, "settled", 0)
        else:
            assert settled.status_code in {403, 409}
            assert (back.status_code, seen["state"], seen["bounces"]) == (200, "accepted", 1)


async def test_two_rule_at_once_and_one_word_binds(client: AsyncClient, cast: Cast) -> None:
    ticket = await accepted(client, cast, maker(client, cast))
    await bounced(client, cast, ticket)
    rulers = {"subdistrict_administrator": "partner", "district_administrator": WORKER}

    def rule(who: str, whom: str) -> Callable[[], Awaitable[Response]]:
        body: dict[str, Any] = {"person_id": str(cast.people[whom]), "reason": "由他办"}
        return lambda: step(client, cast, who, ticket, "arbitration", **body)

    answers = await asyncio.gather(*(patiently(rule(who, whom)) for who, whom in rulers.items()))
    assert sorted(each.status_code for each in answers) == [200, 409]
    [won] = [each.json() for each in answers if each.is_success]
    [lost] = [each.json() for each in answers if not each.is_success]
    assert lost["code"] == "nothing_to_arbitrate"
    seen = await seen_by(client, cast, STAFF, ticket)
    assert (seen["assignee_id"], seen["awaits_arbitration"]) == (won["assignee_id"], False)
    assert [slip["step"] for slip in seen["slips"]].count("assign") == 4
