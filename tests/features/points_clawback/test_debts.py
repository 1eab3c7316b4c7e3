"""What is not there any more when it is taken back, by the district's policy."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.queries import total_of
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.earnings.reactions import credit, reclaim
from shequ_api.features.patrols.events import InspectionApproved
from shequ_api.features.points.public import pay_from_card
from shequ_api.features.points_clawback.models import DebtPayment, PointsDebt
from shequ_api.features.points_clawback.personal import merge
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.base.rights.test_custom_roles import appointed, made
from tests.cast import HOME, Cast
from tests.features.earnings.facts import inspection, withdrawal
from tests.features.earnings.test_earning import balance
from tests.features.points.earned import DISTRICT, fund

POLICIES = "/api/v1/clawback-policies"
WORKER = "micro_grid_worker"


async def set_policy(client: AsyncClient, cast: Cast, key: str, **body: Any) -> Response:
    return await client.post(POLICIES, json=body, headers=await cast.headers(key))


async def spend(session: AsyncSession, cast: Cast, points: int) -> None:
    shop = await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key="shop/1",
        kind="shop",
        district_id=cast.places[DISTRICT],
        floor=0,
        now=utc_now(),
    )
    await pay_from_card(
        session,
        person_id=cast.people[WORKER],
        district_id=cast.places[DISTRICT],
        amount_points=points,
        to_account_id=shop.id,
        key=f"pay/{new_id()}",
        reason="兑换",
        reference_kind="order",
        reference_id=new_id(),
        now=utc_now(),
    )


async def owing(
    client: AsyncClient, session: AsyncSession, cast: Cast, **policy: Any
) -> InspectionApproved:
    """Ten points earned, eight of them spent, and all taken back."""
    made = await set_policy(client, cast, "district_administrator", **policy)
    assert made.status_code == 201
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    await spend(session, cast, 8)
    await reclaim(session, withdrawal(fact), utc_now())
    await session.commit()
    return fact


async def debts(client: AsyncClient, cast: Cast, key: str = WORKER) -> list[dict[str, Any]]:
    answer = await client.get("/api/v1/points/debts", headers=await cast.headers(key))
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_later_earnings_pay_by_their_share_and_no_more(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await owing(client, session, cast, mode="offset", share_percent=50)
    [debt] = await debts(client, cast)
    assert (debt["owed_points"], debt["left_points"], debt["share_percent"]) == (8, 8, 50)
    assert debt["text"] == "应扣回 8 分，尚欠 8 分；以后每次得分最多抵扣 50%"
    assert await balance(session, cast, WORKER) == 0
    for left, on_card in ((3, 5), (0, 12), (0, 22)):
        await credit(session, inspection(cast), utc_now())
        await session.commit()
        [debt] = await debts(client, cast)
        assert debt["left_points"] == left
        assert await balance(session, cast, WORKER) == on_card
    assert debt["text"] == "应扣回 8 分，已抵清"
    paid = await session.scalars(select(DebtPayment.points).order_by(DebtPayment.id))
    assert list(paid) == [5, 3]
    assert await debts(client, cast, "resident") == []
    assert await total_of(session, ledger=Ledger.POINTS) == 0
    assert not await verify(session)


async def test_a_gift_pays_no_debt_and_a_line_says_what_was_paid(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    fact = await owing(client, session, cast, mode="offset", share_percent=100)
    await fund(session, cast, WORKER, 20, now=utc_now())
    await session.commit()
    assert (await debts(client, cast))[0]["left_points"] == 8
    await credit(session, inspection(cast), utc_now())
    await session.commit()
    assert await balance(session, cast, WORKER) == 20 + 2
    headers = await cast.headers(WORKER)
    lines = (await client.get("/api/v1/points/card/lines", headers=headers)).json()["items"]
    [paid] = [line for line in lines if line["reference_kind"] == "points_debt"]
    assert (paid["amount_points"], paid["reason"]) == (-8, "抵扣此前应扣回的积分")
    path = f"/api/v1/points/card/lines/{paid['transfer_id']}/explanation"
    told = (await client.get(path, headers=headers)).json()
    assert told["subject_id"] == str(fact.subject_id), "what was taken back, not what paid"


async def test_whoever_it_is_taken_from_is_told(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Callable[[], Awaitable[int]]
) -> None:
    await owing(client, session, cast, mode="offset", share_percent=100)
    await work()
    answer = await client.get("/api/v1/me/messages", headers=await cast.headers(WORKER))
    [told] = [m for m in answer.json()["items"] if m["kind"] == "points_clawed_back"]
    assert told["title"] == "积分已扣回"


async def test_what_is_forgiven_is_no_debt_and_a_policy_changes_no_debt(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await owing(client, session, cast, mode="forgive")
    assert await debts(client, cast) == []
    await owing(client, session, cast, mode="offset", share_percent=10)
    await set_policy(client, cast, "district_administrator", mode="forgive")
    await credit(session, inspection(cast), utc_now())
    await session.commit()
    [debt] = await debts(client, cast)
    assert (debt["left_points"], debt["share_percent"]) == (7, 10)


async def test_a_policy_waits_for_its_day(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    later = (utc_now() + timedelta(days=2)).isoformat()
    await owing(client, session, cast, mode="offset", share_percent=50, valid_from=later)
    assert await debts(client, cast) == []
    listed = await client.get(
        POLICIES,
        headers=await cast.headers("resident"),
        params={"district_id": str(cast.places[DISTRICT])},
    )
    assert [each["mode"] for each in listed.json()["items"]] == ["offset"]


@pytest.mark.parametrize(
    ("key", "body", "status", "code"),
    [
        ("resident", {"mode": "forgive"}, 403, "permission_missing"),
        ("community_worker", {"mode": "forgive"}, 403, "permission_missing"),
        ("district_administrator", {"mode": "offset"}, 422, "clawback_share_unfit"),
        (
            "district_administrator",
            {"mode": "forgive", "share_percent": 5},
            422,
            "clawback_share_unfit",
        ),
        ("district_administrator", {"mode": "offset", "share_percent": 0}, 422, "malformed"),
        ("district_administrator", {"mode": "offset", "share_percent": 101}, 422, "malformed"),
        (
            "district_administrator",
            {"mode": "forgive", "valid_from": "2020-01-01T00:00:00Z"},
            422,
            "clawback_period_unfit",
        ),
    ],
)
async def test_refusals(
    client: AsyncClient, cast: Cast, key: str, body: dict[str, Any], status: int, code: str
) -> None:
    answer = await set_policy(client, cast, key, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    headers = await cast.headers("resident")
    for wrong in (cast.places[HOME], new_id()):
        missing = await client.get(POLICIES, headers=headers, params={"district_id": str(wrong)})
        assert missing.status_code == 404


async def test_two_accounts_of_one_owe_together(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await owing(client, session, cast, mode="offset", share_percent=100)
    await fund(session, cast, "resident", 1, now=utc_now())
    await merge(session, cast.people["resident"], cast.people[WORKER], utc_now())
    [debt] = await session.scalars(select(PointsDebt))
    await session.refresh(debt)
    await session.commit()
    assert [each["left_points"] for each in await debts(client, cast, "resident")] == [8]
    assert await debts(client, cast) == []


async def test_only_an_office_of_the_district_sets_it(client: AsyncClient, cast: Cast) -> None:
    lent: dict[str, Any] = {"title": "积分专员", "permissions": ["clawback_policy:set"]}
    role = await made(client, cast, "district_administrator", **lent)
    posted = await appointed(client, cast, role["id"], "district_administrator")
    assert posted.status_code == 201, posted.text
    told = await set_policy(client, cast, "newcomer", mode="forgive")
    assert (told.status_code, told.json()["code"]) == (403, "only_for_a_district")
