"""Earning rules over HTTP: seen by all, set and ended by those who answer for the place."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.earnings.reactions import credit
from shequ_api.kit.clock import utc_now
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.earnings.facts import inspection
from tests.features.points.earned import DISTRICT, balance

RULES = "/api/v1/earning-rules"


def draft(cast: Cast, **changes: Any) -> dict[str, Any]:
    body = {
        "community_id": str(cast.places[HOME]),
        "fact": "inspection_approved",
        "earner": "worker",
        "title": "雨天巡查",
        "points": 5,
        "caps": [{"per": "day", "points": 20}],
    }
    return {name: value for name, value in (body | changes).items() if value is not ...}


async def set_rule(client: AsyncClient, cast: Cast, key: str, **changes: Any) -> Response:
    return await client.post(RULES, json=draft(cast, **changes), headers=await cast.headers(key))


async def end(client: AsyncClient, cast: Cast, key: str, rule_id: object) -> Response:
    return await client.put(f"{RULES}/{rule_id}/end", headers=await cast.headers(key))


async def listed(client: AsyncClient, cast: Cast, **params: Any) -> list[dict[str, Any]]:
    answer = await client.get(RULES, headers=await cast.headers("resident"), params=params)
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_strangers_read_none(client: AsyncClient) -> None:
    assert (await client.get(RULES)).status_code == 401


async def test_everybody_reads_how_points_are_earned(client: AsyncClient, cast: Cast) -> None:
    rules = await listed(client, cast)
    assert {(rule["fact"], rule["points"], rule["caps"][0]["points"]) for rule in rules} == {
        ("inspection_approved", 10, 100),
        ("ticket_settled", 15, 150),
        ("ticket_rated", 2, 10),
    }
    assert {rule["district_id"] for rule in rules} == {None}


async def test_a_community_sets_a_rule_that_holds_at_home(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    made = await set_rule(
        client, cast, "community_worker", conditions={"form_key": ["home_safety"]}
    )
    assert made.status_code == 201
    rule = made.json()
    assert rule["district_id"] == str(cast.places[DISTRICT])
    assert (rule["version"], rule["succeeds_id"], rule["ends_at"]) == (1, None, None)
    at_home = await listed(client, cast, community_id=cast.places[HOME])
    next_door = await listed(client, cast, community_id=cast.places[NEIGHBOUR])
    assert len(at_home) == len(next_door) + 1 == 4
    await credit(session, inspection(cast), utc_now())
    assert await balance(session, cast, "micro_grid_worker") == 10, "the maker approved"
    await credit(session, inspection(cast, approved_by="grid_chief"), utc_now())
    assert await balance(session, cast, "micro_grid_worker") == 25


@pytest.mark.parametrize(
    ("key", "changes", "status", "code"),
    [
        ("resident", {}, 403, "permission_missing"),
        ("micro_grid_worker", {}, 403, "permission_missing"),
        ("partner", {}, 403, "permission_missing"),
        ("far_community_worker", {}, 404, "not_found"),
        ("community_worker", {"community_id": ...}, 403, "only_for_a_community"),
        ("community_worker", {"community_id": str(uuid4())}, 404, "not_found"),
        ("community_worker", {"succeeds_id": str(uuid4())}, 404, "not_found"),
        ("community_worker", {"earner": "settler"}, 422, "rule_unfit"),
        ("community_worker", {"conditions": {"score": [5]}}, 422, "rule_unfit"),
        ("community_worker", {"conditions": {"form_key": []}}, 422, "malformed"),
        ("community_worker", {"conditions": {"form_key": [True]}}, 422, "malformed"),
        ("community_worker", {"conditions": {"form_key": ["a\x00b"]}}, 422, "malformed"),
        ("community_worker", {"caps": [{"per": "week", "points": 4}]}, 422, "caps_unfit"),
        ("community_worker", {"caps": [{"per": "day", "points": 9}] * 2}, 422, "caps_unfit"),
        ("community_worker", {"caps": []}, 422, "malformed"),
        ("community_worker", {"caps": [{"per": "year", "points": 9}]}, 422, "malformed"),
        ("community_worker", {"conditions": {"form_key": {"at_least": 1}}}, 422, "rule_unfit"),
        ("community_worker", {"per_unit": "form_key", "most_points": 9}, 422, "rule_unfit"),
        ("community_worker", {"most_points": 9}, 422, "rule_unfit"),
        ("community_worker", {"windows": {"weekdays": [0]}}, 422, "malformed"),
        (
            "community_worker",
            {"windows": {"hours": [{"from_minute": 600, "until_minute": 600}]}},
            422,
            "windows_unfit",
        ),
        ("community_worker", {"points": 0}, 422, "malformed"),
        ("community_worker", {"points": 5.0}, 422, "malformed"),
        ("community_worker", {"points": 2**63}, 422, "malformed"),
        ("community_worker", {"fact": "ticket_submitted"}, 422, "malformed"),
        ("community_worker", {"version": 3}, 422, "malformed"),
        ("community_worker", {"valid_from": "2020-01-01T00:00:00+08:00"}, 422, "period_unfit"),
        ("community_worker", {"valid_until": "2020-01-01T00:00:00Z"}, 422, "period_unfit"),
        ("community_worker", {"valid_until": "2099-01-01T00:00:00"}, 422, "malformed"),
        ("community_worker", {"valid_until": "9999-12-31T23:59:59-23:00"}, 422, "malformed"),
        ("community_worker", {"valid_from": "9999-12-31T23:59:59Z"}, 422, "malformed"),
        ("community_worker", {"valid_until": "9999-12-31T23:59:59Z"}, 422, "malformed"),
        ("community_worker", {"valid_from": "0001-01-01T00:00:00+23:00"}, 422, "malformed"),
    ],
)
async def test_refusals(
    client: AsyncClient,
    cast: Cast,
    key: str,
    changes: dict[str, Any],
    status: int,
    code: str,
) -> None:
    answer = await set_rule(client, cast, key, **changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(await listed(client, cast, ended=True)) == 3


async def test_a_district_sets_rules_for_itself_and_its_communities(
    client: AsyncClient, cast: Cast
) -> None:
    whole = await set_rule(client, cast, "district_administrator", community_id=...)
    assert whole.status_code == 201 and whole.json()["community_id"] is None
    one = await set_rule(client, cast, "district_administrator")
    assert one.status_code == 201
    assert len(await listed(client, cast, community_id=cast.places[NEIGHBOUR])) == 4
    # What the district set for all is not a community's to end or to replace.
    rule_id = whole.json()["id"]
    assert (await end(client, cast, "community_worker", rule_id)).status_code == 404
    taken = await set_rule(client, cast, "community_worker", succeeds_id=rule_id)
    assert taken.status_code == 404


async def test_a_rule_is_succeeded_not_edited(client: AsyncClient, cast: Cast) -> None:
    first = (await set_rule(client, cast, "community_worker")).json()
    begins = (utc_now() + timedelta(days=3)).isoformat()
    second = await set_rule(
        client, cast, "community_worker", succeeds_id=first["id"], points=6, valid_from=begins
    )
    assert second.status_code == 201
    assert (second.json()["version"], second.json()["series_id"]) == (2, first["id"])
    [still] = await listed(client, cast, community_id=cast.places[HOME], limit=1)
    assert (still["id"], still["points"]) == (first["id"], 5)
    assert still["ends_at"] == second.json()["valid_from"]
    twice = await set_rule(client, cast, "community_worker", succeeds_id=first["id"])
    assert (twice.status_code, twice.json()["code"]) == (409, "rule_ended")
    other = await set_rule(
        client,
        cast,
        "district_administrator",
        succeeds_id=second.json()["id"],
        community_id=str(cast.places[NEIGHBOUR]),
    )
    assert (other.status_code, other.json()["code"]) == (422, "rule_scope_differs")
    versions = await listed(client, cast, ended=True)
    assert [rule["version"] for rule in versions if rule["series_id"] == first["id"]] == [2, 1]


async def test_an_ended_rule_stays_ended(client: AsyncClient, cast: Cast) -> None:
    rule_id = (await set_rule(client, cast, "community_worker")).json()["id"]
    assert (await end(client, cast, "resident", rule_id)).status_code == 404
    assert (await end(client, cast, "far_community_worker", rule_id)).status_code == 404
    assert (await end(client, cast, "partner", rule_id)).status_code == 403
    ended = await end(client, cast, "community_worker", rule_id)
    assert ended.status_code == 200 and ended.json()["ends_at"] is not None
    again = await end(client, cast, "district_administrator", rule_id)
    assert again.json() == ended.json()
    assert len(await listed(client, cast, community_id=cast.places[HOME])) == 3
    assert len(await listed(client, cast, community_id=cast.places[HOME], ended=True)) == 4
    revived = await set_rule(client, cast, "community_worker", succeeds_id=rule_id)
    assert (revived.status_code, revived.json()["code"]) == (409, "rule_ended")


async def test_a_rule_with_a_planned_successor_is_stopped_at_once(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    first = (await set_rule(client, cast, "community_worker")).json()
    begins = (utc_now() + timedelta(days=3000)).isoformat()
    second = await set_rule(
        client, cast, "community_worker", succeeds_id=first["id"], valid_from=begins
    )
    assert second.status_code == 201
    stopped = await end(client, cast, "grid_chief", first["id"])
    assert stopped.status_code == 200 and stopped.json()["ends_at"] < begins
    assert len(await listed(client, cast, community_id=cast.places[HOME])) == 3
    again = await end(client, cast, "community_worker", first["id"])
    assert again.json() == stopped.json()
    await credit(session, inspection(cast, approved_by="grid_chief"), utc_now())
    assert await balance(session, cast, "micro_grid_worker") == 10
    # The successor is a rule like any other: not before it began, either, need it stay.
    gone = await end(client, cast, "community_worker", second.json()["id"])
    assert gone.json()["ends_at"] < begins


async def test_the_rules_of_everywhere_are_nobodys_to_end(client: AsyncClient, cast: Cast) -> None:
    for rule in await listed(client, cast):
        for key in ("community_worker", "district_administrator"):
            assert (await end(client, cast, key, rule["id"])).status_code == 404


async def test_a_place_that_is_not_there_has_no_rules(client: AsyncClient, cast: Cast) -> None:
    headers = await cast.headers("resident")
    answer = await client.get(RULES, headers=headers, params={"community_id": str(uuid4())})
    assert answer.status_code == 404


async def test_what_happens_at_work_is_seen_on_the_card_after_the_worker(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Callable[[], Awaitable[int]]
) -> None:
    record(session, inspection(cast), now=utc_now())
    await session.commit()
    headers = await cast.headers("micro_grid_worker")
    assert (await client.get("/api/v1/points/card", headers=headers)).json()["balance_points"] == 0
    await work()
    assert (await client.get("/api/v1/points/card", headers=headers)).json()["balance_points"] == 10
