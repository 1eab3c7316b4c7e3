"""Every list asks little of the database, and no more for many lines than for one."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.clock import utc_now
from tests.architecture.api import our_routes
from tests.cast import HOME, Cast
from tests.conftest import Queries
from tests.features.patrols.field import API, OLD_HOSE, Field
from tests.features.points.earned import fund

MOST, LINES = 7, 3
COMPOUND = f"{HOME}-c1"
BUILDINGS = [f"{COMPOUND}-b1", f"{COMPOUND}-b2", f"{HOME}-c2-b1"]
WHO = {
    "list_calendar_days": "resident",
    "list_residencies": "community_worker",
    "list_postings": "district_administrator",
    "list_places": "community_worker",
    "list_grids": "community_worker",
    "list_place_codes": "community_worker",
    "list_ticket_services": "resident",
    "list_tickets": "resident",
    "list_check_ins": "community_worker",
    "list_my_check_ins": "micro_grid_worker",
    "list_inspection_forms": "micro_grid_worker",
    "list_inspections": "community_worker",
    "list_points_card_lines": "resident",
    "list_earning_rules": "district_administrator",
    "list_charity_pools": "resident",
    "list_pool_donations": "resident",
}
"""Who asks for each list; a list that is new gets its line here, and its lines in `street`."""
ONE_ALONE = {"list_charity_pools", "list_inspection_forms"}
"""Lists with one line in the cast: a community's pool, the shipped form."""
QUESTIONS = {
    "list_calendar_days": {"from": "2026-10-01", "to": "2026-10-08"},
    "list_residencies": {"verified": "true"},
    "list_tickets": {"view": "reported"},
    "list_places": {"parent_id": "510108000000"},
    "list_grids": {"community_id": HOME},
    "list_charity_pools": {"community_id": HOME},
}


def lists() -> dict[str, str]:
    """Name and path of every route that answers a list, whole or by the page."""
    found = {}
    for path, route in our_routes():
        model = route.response_model
        page = isinstance(model, type) and issubclass(model, BaseModel)
        fields = model.model_fields.keys() if page else set()
        if {"items", "next_cursor"} & set(fields) or getattr(model, "__origin__", None) is list:
            found[route.name] = path
    return found


def test_every_list_is_asked_here() -> None:
    assert lists().keys() == WHO.keys()


@pytest.fixture
async def street(client: AsyncClient, cast: Cast, session: AsyncSession) -> AsyncIterator[Cast]:
    """A community where there are some of each."""
    field = Field(client, cast)
    await fund(session, cast, "resident", 30, now=utc_now())
    await session.commit()
    for building in BUILDINGS:
        place_id = str(cast.places[building])
        await sent(field, "community_worker", "/place-codes", place_id=place_id)
        ticket = {"service_code": "environment", "text": "楼道堆了垃圾", "place_id": place_id}
        await sent(field, "resident", "/tickets", **ticket)
        community_id = str(cast.places[HOME])
        gift = {"community_id": community_id, "amount_points": 5}
        await sent(field, "resident", "/charity/donations", **gift)
        await field.check_in(field.check_in_body())
        await field.inspected(OLD_HOSE)
    yield cast


async def sent(field: Field, who: str, path: str, **body: Any) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    answer = await field.ask(who, "POST", path, dress=key, json=body)
    assert answer.status_code == 201, answer.text


async def pool_of(field: Field) -> str:
    community_id = str(field.cast.places[HOME])
    pools = await field.got("resident", "/charity/pools", community_id=community_id)
    return str(pools["items"][0]["id"])


@pytest.mark.parametrize("name", WHO)
async def test_a_list_asks_little(
    client: AsyncClient, street: Cast, queries: Queries, name: str
) -> None:
    field = Field(client, street)
    path = lists()[name].removeprefix(API).format(pool_id=await pool_of(field))
    question = {
        key: str(street.places.get(value, value)) for key, value in QUESTIONS.get(name, {}).items()
    }
    await field.got(WHO[name], path, **question)  # signs in
    asked = {}
    for limit in (1, LINES):
        with queries() as seen:
            answer = await field.got(WHO[name], path, limit=limit, **question)
        lines = answer if isinstance(answer, list) else answer["items"]
        asked[limit] = len(seen)
        assert len(seen) <= MOST, "\n".join(seen)
    assert len(lines) >= (1 if name in ONE_ALONE else LINES)
    assert asked[LINES] <= asked[1], "one line more is one statement more"
