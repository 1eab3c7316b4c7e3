"""Asking as a member of the cast, and the people whom these tests need beside it."""

from datetime import date, timedelta
from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.cover_models import GridVacancy
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.models import Grid
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast

API = "/api/v1"


def day(offset: int) -> str:
    """A day so many days from today, as the API reads it."""
    return (china_date(utc_now()) + timedelta(days=offset)).isoformat()


async def ask(
    client: AsyncClient, cast: Cast, who: str, method: str, path: str, **more: Any
) -> Response:
    headers = await cast.headers(who) | more.pop("headers", {})
    return await client.request(method, f"{API}{path}", headers=headers, **more)


async def posting_of(session: AsyncSession, cast: Cast, member: str) -> str:
    """The id of a member's posting in the cast."""
    held = select(Posting.id).where(Posting.person_id == cast.people[member])
    return str((await session.scalars(held)).one())


async def newcomer(session: AsyncSession, parts: Parts, cast: Cast, key: str, phone: str) -> None:
    """Somebody with a number of their own, and nothing else; a member of the cast from now on."""
    person = Person(id=new_id(), name=key, created_at=utc_now())
    parts.get(PhoneBook).write(person, phone)
    session.add(person)
    await session.commit()
    cast.people[key] = person.id


async def appointed(
    client: AsyncClient, cast: Cast, phone: str, *, by: str = "community_worker", **draft: Any
) -> Response:
    body = {
        "phone": phone,
        "role": "micro_grid_worker",
        "grid_id": str(cast.places[f"{HOME}-m01"]),
        "starts_on": day(-10),
        **draft,
    }
    return await ask(client, cast, by, "POST", "/postings", json=body)


async def long_vacant(session: AsyncSession, cast: Cast, code: str) -> None:
    """A grid of which it was noticed ten days ago that nobody serves there."""
    grid = await session.get_one(Grid, cast.places[code])
    session.add(
        GridVacancy(
            grid_id=grid.id,
            community_id=grid.community_id,
            subdistrict_id=grid.subdistrict_id,
            district_id=grid.district_id,
            city_id=grid.city_id,
            since=utc_now() - timedelta(days=10),
        )
    )
    await session.commit()


def as_day(text: str) -> date:
    return date.fromisoformat(text)
