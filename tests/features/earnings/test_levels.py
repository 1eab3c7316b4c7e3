"""Rules that pay by the level of a card: at the instant of the fact, explained, tried."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.card_levels.models import CardLadder
from shequ_api.features.earning_records.models import Earning, EarningFact
from shequ_api.features.earnings.reactions import credit, reclaim
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.card_levels.lines import STEPS
from tests.features.earning_trials.test_trials import draft, tried
from tests.features.earnings.facts import inspection, rule, withdrawal
from tests.features.earnings.test_earning import said
from tests.features.earnings.test_explanations import of_subject
from tests.features.points.earned import DISTRICT, fund

WORKER, OTHER = "micro_grid_worker", "general_grid_worker"
GOLD = {"conditions": {"card_level": ["gold"]}, "stack": "patrol"}


async def climbed_at(
    session: AsyncSession, cast: Cast, at: datetime, steps: list[dict[str, Any]] = STEPS
) -> None:
    """The district's ladder from an instant on."""
    edition = CardLadder(
        id=new_id(),
        place_id=cast.places[DISTRICT],
        period="twelve_months",
        steps=steps,
        valid_from=at,
        set_by_id=cast.people["resident"],
        set_at=at,
    )
    session.add(edition)
    await session.flush()


async def paid(session: AsyncSession, subject_id: UUID) -> dict[str, int]:
    rows = await said(session, subject_id)
    return {each.reason.split("：")[0]: each.points for each in rows}


async def test_gold_earns_double_by_the_level_at_the_instant(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    now = utc_now()
    await climbed_at(session, cast, now - timedelta(days=9))
    plain = rule(cast, title="巡查", points=5, stack="patrol")
    double = rule(cast, title="金卡双倍", points=10, priority=1, **GOLD)
    trial = rule(cast, title="试行", points=7, shadow=True, conditions=GOLD["conditions"])
    session.add_all([plain, double, trial])
    await fund(session, cast, WORKER, 100, now=now - timedelta(days=3))
    await fund(session, cast, OTHER, 99, now=now - timedelta(days=3))
    gold, silver = inspection(cast), inspection(cast, worker=OTHER)
    for fact in (gold, silver):
        await credit(session, fact, now)
    await session.commit()
    assert await paid(session, gold.subject_id) == {
        "巡查": 0,
        "金卡双倍": 10,
        "试行": 0,
        "巡查记录审核通过": 10,
    }
    assert (await paid(session, silver.subject_id))["巡查"] == 5
    told = (await of_subject(client, cast, WORKER, gold.subject_id)).json()["rules"]
    [best] = [each for each in told if each["title"] == "金卡双倍"]
    assert best["steps"][0] == "当时幸福卡等级为 金卡，符合要求：金卡"
    # What came since makes them gold; not at that instant.
    await fund(session, cast, OTHER, 50, now=now + timedelta(seconds=1))
    await session.commit()
    told = (await of_subject(client, cast, OTHER, silver.subject_id)).json()["rules"]
    [missed] = [each for each in told if each["title"] == "金卡双倍"]
    assert missed["outcome"] == "unmet"
    assert missed["text"] == "金卡双倍：当时幸福卡等级为 银卡，不符合要求：金卡"
    assert not await verify(session)


async def test_a_dry_run_and_a_shadow_see_the_level_of_each_instant(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    begun = utc_now()
    await climbed_at(session, cast, begun)
    session.add(rule(cast, title="试行", points=7, shadow=True, conditions=GOLD["conditions"]))
    before, within, after = (begun + timedelta(hours=hours) for hours in (1, 24, 48))
    first = inspection(cast, approved_by="grid_chief")
    await credit(session, first, before)
    await fund(session, cast, WORKER, 95, now=before + timedelta(hours=1))
    second = inspection(cast, approved_by="grid_chief")
    await credit(session, second, within)
    # Taken back since: they were gold all the same, until then.
    await reclaim(session, withdrawal(first), within + timedelta(hours=1))
    for at in (after, after + timedelta(hours=1)):
        await credit(session, inspection(cast, approved_by="grid_chief"), at)
    await session.commit()
    shadows = await session.execute(
        select(Earning.subject_id, EarningFact.happened_at)
        .join(EarningFact, EarningFact.id == Earning.fact_id)
        .where(Earning.shadow)
    )
    gilded = {subject_id for subject_id, _ in shadows}
    assert second.subject_id in gilded and first.subject_id not in gilded
    asked = draft(cast, conditions={"card_level": ["gold"]}, caps=[{"per": "day", "points": 99}])
    answer = await tried(client, cast, "community_worker", rule=asked)
    assert answer.status_code == 200, answer.text
    met = answer.json()["facts_met"]
    assert (answer.json()["facts"], met) == (4, len(gilded))
    assert 1 <= met < 4


async def test_a_changed_ladder_holds_from_its_beginning_on(
    cast: Cast, session: AsyncSession
) -> None:
    now = utc_now()
    await climbed_at(session, cast, now - timedelta(days=9))
    harder = [STEPS[0], {**STEPS[2], "threshold_points": 500}]
    await climbed_at(session, cast, now, harder)
    session.add(rule(cast, title="金卡", points=3, conditions=GOLD["conditions"]))
    await fund(session, cast, WORKER, 100, now=now - timedelta(days=3))
    await fund(session, cast, OTHER, 100, now=now + timedelta(days=1))
    kept, late = inspection(cast), inspection(cast, worker=OTHER)
    for fact in (kept, late):
        await credit(session, fact, now + timedelta(days=2))
    assert "金卡" in await paid(session, kept.subject_id)
    assert "金卡" not in await paid(session, late.subject_id)


async def test_where_no_rule_asks_no_statement_is_spent(
    cast: Cast, session: AsyncSession, queries: Any
) -> None:
    now = utc_now()
    await climbed_at(session, cast, now - timedelta(days=9))
    await fund(session, cast, WORKER, 100, now=now - timedelta(days=3))
    await credit(session, inspection(cast), now)
    with queries() as without:
        await credit(session, inspection(cast), now)
    session.add(rule(cast, title="金卡", points=3, conditions={"card_level": ["silver"]}))
    await session.flush()
    with queries() as asking:
        await credit(session, inspection(cast), now)
    assert len(asking) == len(without) + 2


async def test_a_rule_names_levels_that_there_are(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await climbed_at(session, cast, utc_now() - timedelta(days=9))
    await session.commit()
    headers = await cast.headers("community_worker") | {"Idempotency-Key": str(new_id())}
    path = "/api/v1/earning-rules"
    wrong = draft(cast, conditions={"card_level": ["glod", "gold"]})
    answer = await client.post(path, json=wrong, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "rule_level_unknown")
    assert answer.json()["levels"] == ["bronze", "silver", "gold"]
    right = draft(cast, conditions={"card_level": ["silver", "gold"]})
    made = await client.post(path, json=right, headers=headers)
    assert made.status_code == 201, made.text
    assert made.json()["conditions"] == {"card_level": ["silver", "gold"]}
