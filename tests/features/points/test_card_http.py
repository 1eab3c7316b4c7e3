"""The card over HTTP: whose, in which district, and its lines."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points.landing import OWN_BALANCE
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points.public import credit_card, issuer_of
from shequ_api.features.points_lots.public import set_aside, standing_of
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast, place
from tests.features.five_codes.looking import said_by
from tests.features.points.earned import DISTRICT, actor_of, fund

CARD = "/api/v1/points/card"


@pytest.mark.parametrize("key", ["resident", "far_resident", "micro_grid_worker", "partner"])
async def test_the_first_look_opens_one_card_at_home(
    client: AsyncClient, cast: Cast, session: AsyncSession, key: str
) -> None:
    headers = await cast.headers(key)
    first, again = [(await client.get(CARD, headers=headers)).json() for _ in range(2)]
    assert first == again
    assert first["district_id"] == str(cast.places[DISTRICT])
    assert first["district_name"] == "成华区"
    assert (first["balance_points"], first["held_points"], first["available_points"]) == (0, 0, 0)
    assert len(first["number"]) == 18 and first["number"].startswith("510108")
    assert await session.scalar(select(func.count()).select_from(PointsCard)) == 1


async def test_whoever_belongs_nowhere_says_which_district(client: AsyncClient, cast: Cast) -> None:
    headers = await cast.headers("newcomer")
    lost = await client.get(CARD, headers=headers)
    assert (lost.status_code, lost.json()["code"]) == (422, "district_needed")
    said = await client.get(
        CARD, headers=headers, params={"district_id": str(cast.places[DISTRICT])}
    )
    assert said.status_code == 200
    # From now on the latest card is the one that is meant.
    assert (await client.get(CARD, headers=headers)).json() == said.json()


async def test_looking_at_another_district_opens_nothing_there(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    """Neither for whoever lives here nor, once it is opened, for whoever belongs nowhere."""
    far = (await place(session, "510104")).id
    here = {"district_id": str(cast.places[DISTRICT])}
    for key in ("resident", "newcomer", "micro_grid_worker", "partner"):
        headers = await cast.headers(key)
        assert (await client.get(CARD, headers=headers, params=here)).status_code == 200, key
        for path in (CARD, f"{CARD}/lines", f"{CARD}/lots"):
            there = await client.get(path, headers=headers, params={"district_id": str(far)})
            assert (there.status_code, there.json()["code"]) == (404, "no_card_there"), key
    assert await session.scalar(select(func.count()).select_from(PointsCard)) == 4


async def test_what_can_be_spent_is_one_number(cast: Cast, session: AsyncSession) -> None:
    """On the card and where a code is scanned: what is set aside is in neither."""
    account_id = await fund(session, cast, "resident", 12, now=utc_now())
    issuer = await issuer_of(
        session,
        community_id=cast.places[HOME],
        district_id=cast.places[DISTRICT],
        now=utc_now(),
    )
    await set_aside(
        session,
        key="order/1",
        debit_account_id=account_id,
        credit_account_id=issuer.id,
        amount=5,
        expires_at=utc_now() + timedelta(hours=1),
        now=utc_now(),
    )
    scanned = await said_by(
        OWN_BALANCE, session, actor_of(cast, "resident"), await place(session, HOME)
    )
    stands = await standing_of(session, account_id, utc_now())
    assert scanned is not None and scanned.facts == {"available_points": 7}
    assert (stands.balance, stands.available) == (12, 7)


async def test_only_a_district_has_cards(client: AsyncClient, cast: Cast) -> None:
    headers = await cast.headers("resident")
    for wrong in (cast.places[HOME], uuid4()):
        for path in (CARD, f"{CARD}/lines"):
            answer = await client.get(path, headers=headers, params={"district_id": str(wrong)})
            assert (answer.status_code, answer.json()["code"]) == (422, "district_unknown")
    answer = await client.get(CARD, headers=headers, params={"district_id": "510108"})
    assert answer.status_code == 422


async def test_strangers_have_no_card(client: AsyncClient) -> None:
    for path in (CARD, f"{CARD}/lines"):
        assert (await client.get(path)).status_code == 401


async def test_lines_tell_the_balance_after_each_and_where_it_came_from(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    patrol_id, ticket_id = new_id(), new_id()
    scope: dict[str, Any] = {"district_id": cast.places[DISTRICT], "now": utc_now()}
    issuer = await issuer_of(session, community_id=cast.places[HOME], **scope)
    for points, kind, subject_id in ((10, "inspection", patrol_id), (15, "ticket", ticket_id)):
        await credit_card(
            session,
            person_id=cast.people["micro_grid_worker"],
            amount_points=points,
            from_account_id=issuer.id,
            key=f"earn/{subject_id}",
            reason=f"{points} 分",
            reference_kind=kind,
            reference_id=subject_id,
            **scope,
        )
    await fund(session, cast, "micro_grid_worker", 4, now=utc_now())
    await session.commit()
    headers = await cast.headers("micro_grid_worker")
    seen, cursor = [], None
    while True:
        params = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = await client.get(f"{CARD}/lines", headers=headers, params=params)
        seen += page.json()["items"]
        if (cursor := page.json()["next_cursor"]) is None:
            break
    assert [(line["amount_points"], line["balance_after_points"]) for line in seen] == [
        (4, 29),
        (15, 25),
        (10, 10),
    ]
    gift, settled, approved = seen
    assert (settled["reference_kind"], settled["reference_id"]) == ("ticket", str(ticket_id))
    assert (approved["reference_kind"], approved["reference_id"]) == ("inspection", str(patrol_id))
    assert (approved["reason"], gift["reference_id"]) == ("10 分", None)
    whole = await client.get(f"{CARD}/lines", headers=headers)
    assert whole.json() == {"items": seen, "next_cursor": None}


async def test_a_cursor_is_of_no_use_to_another(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    for key in ("micro_grid_worker", "resident"):
        for _ in range(2):
            await fund(session, cast, key, 1, now=utc_now())
    await session.commit()
    page = await client.get(
        f"{CARD}/lines", headers=await cast.headers("micro_grid_worker"), params={"limit": 1}
    )
    params = {"limit": 1, "cursor": page.json()["next_cursor"]}
    stolen = await client.get(
        f"{CARD}/lines", headers=await cast.headers("resident"), params=params
    )
    assert stolen.status_code == 400


async def test_the_landing_tells_my_balance_and_opens_nothing(
    cast: Cast, session: AsyncSession
) -> None:
    home, province = await place(session, HOME), await place(session, "51")
    actor = actor_of(cast, "micro_grid_worker")
    card = await said_by(OWN_BALANCE, session, actor, home)
    assert card is not None and card.facts == {"available_points": 0}
    assert await session.scalar(select(func.count()).select_from(PointsCard)) == 0
    await fund(session, cast, "micro_grid_worker", 12, now=utc_now())
    card = await said_by(OWN_BALANCE, session, actor, home)
    assert card is not None and card.text == "您有 12 积分可用"
    assert await said_by(OWN_BALANCE, session, None, home) is None
    assert await said_by(OWN_BALANCE, session, actor, province) is None
