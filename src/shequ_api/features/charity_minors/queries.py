"""Reads of policies."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.charity_minors.models import CharityMinorPolicy
from shequ_api.features.charity_minors.rules import MinorTerms

Rows = Select[*tuple[Any, ...]]


def policy_lines(place_id: UUID) -> Rows:
    """All editions of a district's or city's own."""
    return select(CharityMinorPolicy.__table__).where(CharityMinorPolicy.place_id == place_id)


async def terms_in(session: AsyncSession, district_id: UUID, now: datetime) -> MinorTerms:
    """What holds in a district: its own latest policy, else its city's, else those of `rules`."""
    city = select(Place.city_id).where(Place.id == district_id).scalar_subquery()
    own = CharityMinorPolicy.place_id == district_id
    begun = select(CharityMinorPolicy).where(
        or_(own, CharityMinorPolicy.place_id == city), CharityMinorPolicy.valid_from <= now
    )
    latest = (CharityMinorPolicy.valid_from.desc(), CharityMinorPolicy.id.desc())
    said = await session.scalar(begun.order_by(case((own, 0), else_=1), *latest).limit(1))
    return MinorTerms(said.minimum_age, said.month_points) if said else MinorTerms()
