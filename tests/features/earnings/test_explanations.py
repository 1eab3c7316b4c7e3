"""Why I got so many points, or none, over HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.features.earning_rules.rules import Earner, RuleFact
from shequ_api.features.earnings.reactions import credit, reclaim
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.earnings.facts import inspection, rating, rule, withdrawal
from tests.features.points.earned import fund
from tests.features.points_clawback.test_debts import owing

API = "/api/v1/points"
WORKER = "micro_grid_worker"


async def lines(client: AsyncClient, cast: Cast, key: str) -> list[dict[str, Any]]:
    answer = await client.get(f"{API}/card/lines", headers=await cast.headers(key))
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def of_line(client: AsyncClient, cast: Cast, key: str, transfer_id: object) -> Any:
    path = f"{API}/card/lines/{transfer_id}/explanation"
    return await client.get(path, headers=await cast.headers(key))


async def of_subject(client: AsyncClient, cast: Cast, key: str, subject_id: object) -> Any:
    path = f"{API}/subjects/{subject_id}/explanation"
    return await client.get(path, headers=await cast.headers(key))


async def test_a_line_says_by_which_rules_and_which_lost(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    score: dict[str, Any] = {"fact": RuleFact.TICKET_RATED, "earner": Earner.SETTLER}
    good = {"conditions": {"score": {"at_least": 4}}, "title": "好评奖励"}
    by_star = rule(cast, **score, **good, per_unit="score", points=2, most_points=9, stack="rated")
    plain = rule(cast, **score, title="有评价", points=3, stack="rated")
    best = rule(cast, **score, title="五星", points=4, conditions={"score": [5]})
    hidden = rule(cast, **score, title="试行", points=1, shadow=True)
    session.add_all([by_star, plain, best, hidden])
    await credit(session, rating(cast, score=4), utc_now())
    await session.commit()
    [line] = await lines(client, cast, WORKER)
    told = (await of_line(client, cast, WORKER, line["transfer_id"])).json()
    assert (told["points"], told["text"]) == (8, "您因“诉求评价”共得 8 分")
    assert {"field": "score", "title": "评分", "value": 4} in told["fields"]
    assert not {"settled_by_id", "reporter_id"} & {each["field"] for each in told["fields"]}
    words = {each["title"]: each for each in told["rules"]}
    assert "试行" not in words
    assert words["好评奖励"]["transfer_id"] == line["transfer_id"]
    assert words["好评奖励"]["steps"] == [
        "评分为 4，符合要求：不低于 4",
        "评分 4，每单位 2 分，单次最多 9 分，应计 8 分",
        "每日上限 10 分，此前已计 0 分",
    ]
    assert words["有评价"]["outcome"] == "outranked"
    assert words["有评价"]["steps"][-1] == "同组规则“好评奖励”优先"
    assert words["五星"]["outcome"] == "unmet"
    assert words["五星"]["text"] == "五星：评分为 4，不符合要求：5"
    assert words["评价诉求办理"]["text"] == "评价诉求办理：积分归下单人"
    # The reporter is told of their own alone.
    [own] = await lines(client, cast, "resident")
    theirs = (await of_line(client, cast, "resident", own["transfer_id"])).json()
    assert {each["title"]: each["points"] for each in theirs["rules"]}["评价诉求办理"] == 2
    assert not any(each["transfer_id"] == line["transfer_id"] for each in theirs["rules"])


async def test_why_there_was_nothing(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    fact = inspection(cast, worker="community_worker", approved_by="community_worker")
    session.add(rule(cast, title="夜间巡查", windows={"hours": [NIGHT]}))
    await credit(session, fact, utc_now())
    await session.commit()
    told = (await of_subject(client, cast, "community_worker", fact.subject_id)).json()
    assert (told["points"], told["text"]) == (0, "您因“巡查记录审核通过”没有得到积分")
    words = {each["title"]: each for each in told["rules"]}
    assert words["巡查记录审核通过"]["outcome"] == "own_approval"
    assert "本人" in words["巡查记录审核通过"]["text"]


NIGHT = {"from_minute": 0, "until_minute": 1440}


async def test_explanations_are_ones_own(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    await fund(session, cast, WORKER, 3, now=utc_now())
    await session.commit()
    gift, earned = await lines(client, cast, WORKER)
    for key in ("resident", "community_worker", "district_administrator"):
        for asked in (
            await of_line(client, cast, key, earned["transfer_id"]),
            await of_subject(client, cast, key, fact.subject_id),
        ):
            assert asked.status_code == 404
        assert (await of_line(client, cast, key, gift["transfer_id"])).status_code == 404
    assert (await of_line(client, cast, WORKER, uuid4())).status_code == 404
    assert (await of_subject(client, cast, WORKER, uuid4())).status_code == 404
    assert (await of_line(client, cast, WORKER, earned["transfer_id"])).status_code == 200
    assert (await of_subject(client, cast, WORKER, fact.subject_id)).status_code == 200


async def test_what_was_taken_back_leads_to_what_was_earned(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Callable[[], Awaitable[int]]
) -> None:
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    await reclaim(session, withdrawal(fact), utc_now())
    await session.commit()
    await work()
    back, earned = await lines(client, cast, WORKER)
    assert back["amount_points"] == -10
    told = [await of_line(client, cast, WORKER, each["transfer_id"]) for each in (back, earned)]
    assert told[0].json() == told[1].json()
    assert told[0].json()["subject_id"] == str(fact.subject_id)
    assert (
        told[0].json()["text"] == "您因“巡查记录审核通过”共得 10 分，审核通过被撤回后已扣回 10 分"
    )
    assert told[0].json()["rules"][0]["steps"][-1] == "审核通过被撤回：已扣回 10 分"


async def test_what_was_forgiven_or_is_owed_is_told(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    fact = await owing(client, session, cast, mode="forgive")
    told = (await of_subject(client, cast, WORKER, fact.subject_id)).json()
    assert told["rules"][0]["steps"][-1] == "审核通过被撤回：已扣回 2 分，免除 8 分"
    fact = await owing(client, session, cast, mode="offset", share_percent=50)
    await credit(session, inspection(cast), utc_now())
    await session.commit()
    told = (await of_subject(client, cast, WORKER, fact.subject_id)).json()
    said = "审核通过被撤回：已扣回 2 分，待抵扣 8 分，尚欠 3 分"
    assert told["rules"][0]["steps"][-1] == said


async def test_of_two_accounts_of_one_the_kept_one_is_told_of_both(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    await fund(session, cast, "resident", 1, now=utc_now())
    merged = await session.get_one(Person, cast.people[WORKER])
    merged.merged_into_id = cast.people["resident"]
    await session.commit()
    told = (await of_subject(client, cast, "resident", fact.subject_id)).json()
    assert (told["points"], told["rules"][0]["outcome"]) == (10, "credited")
