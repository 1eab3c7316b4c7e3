"""What a rule would have paid, over HTTP: nothing is written."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.features.earning_records.models import Earning
from shequ_api.features.earning_rules.models import EarningRule
from shequ_api.features.earnings.reactions import credit
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.earnings.facts import inspection, rule

TRIALS = "/api/v1/earning-rules/trials"
TODAY = china_date(utc_now())


def draft(cast: Cast, **changes: Any) -> dict[str, Any]:
    body = {
        "community_id": str(cast.places[HOME]),
        "fact": "inspection_approved",
        "earner": "worker",
        "title": "雨天巡查",
        "points": 5,
        "caps": [{"per": "day", "points": 12}],
    }
    return {name: value for name, value in (body | changes).items() if value is not ...}


async def tried(client: AsyncClient, cast: Cast, key: str, **body: Any) -> Response:
    first, last = utc_now() - timedelta(days=30), utc_now() + timedelta(days=3)
    period = {"first_on": str(china_date(first)), "last_on": str(china_date(last))}
    return await client.post(TRIALS, json=period | body, headers=await cast.headers(key))


async def worked(session: AsyncSession, cast: Cast) -> None:
    """Two days: four inspections by two workers, one of them next door."""
    for days, worker, community in (
        (0, "micro_grid_worker", HOME),
        (0, "micro_grid_worker", HOME),
        (0, "micro_grid_worker", HOME),
        (1, "general_grid_worker", HOME),
        (1, "micro_grid_worker", NEIGHBOUR),
    ):
        fact = inspection(cast, worker=worker, community=community, approved_by="grid_chief")
        await credit(session, fact, utc_now() + timedelta(days=days))
    await session.commit()


async def test_a_draft_is_tried_with_its_caps_beside_what_was_paid(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await worked(session, cast)
    counts = [select(func.count()).select_from(each) for each in (EarningRule, Earning, Transfer)]
    before = [await session.scalar(each) for each in counts]
    answer = await tried(client, cast, "community_worker", rule=draft(cast))
    assert answer.status_code == 200
    told = answer.json()
    assert (told["facts"], told["facts_met"], told["persons"]) == (4, 4, 2)
    assert told["points"] == 5 + 5 + 2 + 5
    assert (told["paid_points"], told["all_points"]) == (40, 40 + 17)
    assert told["outcomes"] == {"credited": 3, "capped": 1}
    assert [(day["facts"], day["points"], day["paid_points"]) for day in told["days"]] == [
        (3, 12, 30),
        (1, 5, 10),
    ]
    assert [await session.scalar(each) for each in counts] == before


async def test_a_trial_is_of_ones_own_ground(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await worked(session, cast)
    whole = await tried(client, cast, "district_administrator", rule=draft(cast, community_id=...))
    assert (whole.json()["facts"], whole.json()["points"]) == (5, 5 + 5 + 2 + 5 + 5)
    for key, status in (("resident", 403), ("micro_grid_worker", 403), ("partner", 403)):
        assert (await tried(client, cast, key, rule=draft(cast))).status_code == status
    far = await tried(client, cast, "far_community_worker", rule=draft(cast))
    assert far.status_code == 404
    alone = await tried(client, cast, "community_worker", rule=draft(cast, community_id=...))
    assert (alone.status_code, alone.json()["code"]) == (403, "only_for_a_community")


async def test_a_successor_stands_for_its_series_and_outranks_in_its_group(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    early = utc_now() - timedelta(hours=1)
    first = rule(cast, stack="patrol", points=7, caps=[{"per": "day", "points": 70}])
    other = rule(cast, stack="patrol", points=6, caps=[{"per": "day", "points": 60}])
    session.add_all([first, other])
    await session.flush()
    assert first.valid_from < early + timedelta(hours=1)
    await worked(session, cast)
    told = (await tried(client, cast, "community_worker", rule_id=str(first.id))).json()
    assert (told["points"], told["paid_points"]) == (4 * 7, 4 * 17)
    smaller = draft(cast, stack="patrol", points=5, succeeds_id=str(first.id))
    told = (await tried(client, cast, "community_worker", rule=smaller)).json()
    assert (told["points"], told["all_points"]) == (0, 4 * 16), "the other pays more"
    assert told["outcomes"] == {"outranked": 4}
    preferred = await tried(
        client, cast, "community_worker", rule={**smaller, "priority": 1, "caps": first.caps}
    )
    assert (preferred.json()["points"], preferred.json()["all_points"]) == (20, 4 * 15)


async def test_a_shadow_is_tried_as_the_rule_that_it_would_be(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    caps = [{"per": "day", "points": 80}]
    shadow = rule(cast, shadow=True, points=8, caps=caps, stack="patrol")
    session.add_all([shadow, rule(cast, points=5, caps=caps, stack="patrol")])
    await session.flush()
    await worked(session, cast)
    told = (await tried(client, cast, "community_worker", rule_id=str(shadow.id))).json()
    assert (told["points"], told["all_points"]) == (4 * 8, 4 * (10 + 8))


async def test_in_a_trial_nobody_earns_by_a_rule_that_an_account_of_theirs_made(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await worked(session, cast)
    merged = update(Person).where(Person.id == cast.people["newcomer"])
    await session.execute(merged.values(merged_into_id=cast.people["micro_grid_worker"]))
    made = rule(cast, created_by_id=cast.people["newcomer"])
    session.add(made)
    await session.commit()
    told = (await tried(client, cast, "community_worker", rule_id=str(made.id))).json()
    assert told["outcomes"] == {"own_rule": 3, "credited": 1}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "trial_unfit"),
        ({"rule_id": str(uuid4()), "rule": ...}, "trial_unfit"),
        ({"rule": {"points": 50}}, "caps_unfit"),
        ({"rule": ..., "first_on": "2026-01-01", "last_on": "2026-04-03"}, "trial_period_unfit"),
        ({"rule": ..., "first_on": "2026-01-02", "last_on": "2026-01-01"}, "trial_period_unfit"),
        ({"rule": ..., "first_on": "tomorrow"}, "malformed"),
    ],
)
async def test_refusals(client: AsyncClient, cast: Cast, body: dict[str, Any], code: str) -> None:
    if "rule" in body:
        changes = {} if body["rule"] is ... else body["rule"]
        body = {**body, "rule": draft(cast, **changes)}
    answer = await tried(client, cast, "community_worker", **body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    nothing = await tried(client, cast, "community_worker", rule_id=str(uuid4()))
    assert nothing.status_code == 404


async def test_too_many_facts_are_refused(
    client: AsyncClient, cast: Cast, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    await worked(session, cast)
    monkeypatch.setattr("shequ_api.features.earning_trials.service.MOST_FACTS", 3)
    answer = await tried(client, cast, "community_worker", rule=draft(cast))
    assert (answer.status_code, answer.json()["code"]) == (422, "trial_too_large")


async def test_what_a_shadow_would_have_paid(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    headers = await cast.headers("community_worker")
    rules = "/api/v1/earning-rules"
    made = await client.post(rules, json=draft(cast, shadow=True), headers=headers)
    assert (made.status_code, made.json()["shadow"]) == (201, True)
    for _ in range(3):
        await credit(session, inspection(cast, approved_by="grid_chief"), utc_now())
    await session.commit()
    path = f"{rules}/{made.json()['id']}"
    told = (await client.get(f"{path}/shadow-results", headers=headers)).json()
    assert (told["facts"], told["points"]) == (3, 12)
    assert [(day["facts"], day["persons"]) for day in told["days"]] == [(3, 1)]
    shown = await client.get(rules, headers=headers)
    assert not any(each["shadow"] for each in shown.json()["items"])
    trial = await client.get(rules, headers=headers, params={"shadow": True})
    assert [each["id"] for each in trial.json()["items"]] == [made.json()["id"]]
    for key, seen in (
        ("far_community_worker", 0),
        ("grid_chief", 1),
        ("district_administrator", 1),
    ):
        there = await client.get(rules, headers=await cast.headers(key), params={"shadow": True})
        assert (there.status_code, len(there.json()["items"])) == (200, seen), key
    for key in ("resident", "micro_grid_worker"):
        kept_back = await client.get(
            rules, headers=await cast.headers(key), params={"shadow": True}
        )
        assert kept_back.json()["code"] == "trials_are_for_rulers"
    refused = await client.post(
        f"{path}/promotion", headers=await cast.headers("far_community_worker")
    )
    assert refused.status_code == 404
    real = await client.post(f"{path}/promotion", headers=headers)
    assert (real.status_code, real.json()["version"], real.json()["shadow"]) == (201, 2, False)
    again = await client.post(f"{rules}/{real.json()['id']}/promotion", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "rule_not_a_shadow")
    twice = await client.post(f"{path}/promotion", headers=headers)
    assert (twice.status_code, twice.json()["code"]) == (409, "rule_ended")
    still = (await client.get(f"{path}/shadow-results", headers=headers)).json()
    assert still["points"] == 12
