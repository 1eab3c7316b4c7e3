"""What was on a card at an instant, and what came and went in some days."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Account
from shequ_api.features.points.public import pay_from_card
from shequ_api.features.points.service.cards import issuer_of
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.points.earned import DISTRICT, fund

CARD = "/api/v1/points/card"
DAY = timedelta(days=1)


async def _three_days(session: AsyncSession, cast: Cast) -> date:
    """10 came three days ago, 4 went two days ago, 5 came yesterday, at the last and first ticks of
    those days; today."""
    today = china_date(utc_now())
    begins, district_id = china_midnight(today), cast.places[DISTRICT]
    await fund(session, cast, "resident", 10, now=begins - 2 * DAY - timedelta(microseconds=1))
    issuer: Account = await issuer_of(
        session, community_id=cast.places[HOME], district_id=district_id, now=begins - 3 * DAY
    )
    await pay_from_card(
        session,
        person_id=cast.people["resident"],
        district_id=district_id,
        amount_points=4,
        to_account_id=issuer.id,
        key=f"paid/{new_id()}",
        reason="付款",
        reference_kind="test",
        reference_id=new_id(),
        now=begins - 2 * DAY,
    )
    await fund(session, cast, "resident", 5, now=begins - DAY)
    await session.commit()
    return today


async def _asked(client: AsyncClient, cast: Cast, path: str, **params: Any) -> Any:
    headers = await cast.headers("resident")
    answer = await client.get(f"{CARD}{path}", headers=headers, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_statement_joins_on_to_the_one_before(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    today = await _three_days(session, cast)
    stated = []
    for ago in (4, 3, 2, 1, 0):
        day = (today - ago * DAY).isoformat()
        said = await _asked(client, cast, "/statement", **{"from": day, "to": day})
        names = ("opening_points", "in_points", "out_points", "closing_points")
        stated.append(tuple(said[name] for name in names))
    assert stated == [(0, 0, 0, 0), (0, 10, 0, 10), (10, 0, 4, 6), (6, 5, 0, 11), (11, 0, 0, 11)]
    whole = {"from": (today - 3 * DAY).isoformat(), "to": today.isoformat()}
    said = await _asked(client, cast, "/statement", **whole)
    assert (said["opening_points"], said["closing_points"]) == (0, 11)
    assert said["in_points"] - said["out_points"] == 11


async def test_lines_of_a_period_are_those_of_its_statement(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    today = await _three_days(session, cast)
    two = {"from": (today - 3 * DAY).isoformat(), "to": (today - 2 * DAY).isoformat()}
    lines = await _asked(client, cast, "/lines", **two)
    shown = [(each["amount_points"], each["balance_after_points"]) for each in lines["items"]]
    assert (shown, lines["next_cursor"]) == ([(-4, 6), (10, 10)], None)
    first = await _asked(client, cast, "/lines", limit=1, **two)
    rest = await _asked(client, cast, "/lines", limit=1, cursor=first["next_cursor"], **two)
    assert first["items"] + rest["items"] == lines["items"] and rest["next_cursor"] is None
    day = {"from": today.isoformat(), "to": today.isoformat()}
    assert await _asked(client, cast, "/lines", **day) == {"items": [], "next_cursor": None}


async def test_the_card_as_it_was(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    today = await _three_days(session, cast)
    begins = china_midnight(today)
    for instant, points in ((begins - 2 * DAY, 6), (begins - 2 * DAY - timedelta(seconds=1), 0)):
        said = await _asked(client, cast, "", as_of=instant.isoformat())
        assert (said["balance_points"], said["expiring"]) == (points, None)
    ahead = await _asked(client, cast, "", as_of=(utc_now() + DAY).isoformat())
    assert (ahead["balance_points"], ahead["as_of"], ahead["expiring"]) == (11, None, [])


@pytest.mark.parametrize(
    "days",
    [
        {"from": "2026-03-02", "to": "2026-03-01"},
        {"from": "2026-01-01", "to": "2027-01-02"},
        {"from": "1999-12-31", "to": "2000-01-01"},
        {"from": "9999-12-31", "to": "9999-12-31"},
    ],
)
async def test_a_period_has_an_end_and_lasts_a_year_at_most(
    client: AsyncClient, cast: Cast, days: dict[str, str]
) -> None:
    headers = await cast.headers("resident")
    for path in ("statement", "lines"):
        answer = await client.get(f"{CARD}/{path}", headers=headers, params=days)
        assert (answer.status_code, answer.json()["code"]) == (422, "statement_period_unfit")
    half = await client.get(f"{CARD}/lines", headers=headers, params={"from": days["from"]})
    assert half.json()["code"] == "statement_period_unfit"
