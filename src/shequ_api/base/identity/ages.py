"""How old somebody is, as far as a proof of who they are said so."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.identity.models import IdentityProof
from shequ_api.kit.clock import china_date
from shequ_api.kit.national_codes import born_on_of, id_number_holds

OF_AGE = 18
"""Civil Code, article 17."""


class KeptAge(TypedDict):
    """What a proof keeps of an age."""

    of_age: bool | None
    born_on: date | None


def years_on(born_on: date, day: date) -> int:
    """Whole years of life on a day."""
    before = (day.month, day.day) < (born_on.month, born_on.day)
    return day.year - born_on.year - before


def kept_age(id_number: str | None, today: date) -> KeptAge:
    """By a number that has a day of birth in it; of adults only that they are."""
    if id_number is None or not id_number_holds(id_number, today=today):
        return {"of_age": None, "born_on": None}
    born_on = born_on_of(id_number)
    assert born_on is not None, "a number that holds has one"
    if years_on(born_on, today) >= OF_AGE:
        return {"of_age": True, "born_on": None}
    return {"of_age": False, "born_on": born_on}


async def age_of(session: AsyncSession, person_id: UUID, now: datetime) -> int | None:
    """How many years somebody has, 18 for all who have more; None: no proof that was not revoked
    said so. A proof that is over tells an age as well as one that counts. One statement."""
    told = select(IdentityProof.born_on).where(
        IdentityProof.person_id == person_id,
        IdentityProof.revoked_at.is_(None),
        IdentityProof.of_age.is_not(None),
    )
    newest = told.order_by(IdentityProof.proved_at.desc(), IdentityProof.id.desc()).limit(1)
    row = (await session.execute(newest)).one_or_none()
    if row is None:
        return None
    return OF_AGE if row.born_on is None else min(OF_AGE, years_on(row.born_on, china_date(now)))


async def forget_ages(session: AsyncSession, person_id: UUID) -> None:
    """Who takes the consent back on which it rests is of an age that nobody knows."""
    theirs = IdentityProof.person_id == person_id, IdentityProof.born_on.is_not(None)
    await session.execute(update(IdentityProof).where(*theirs).values(of_age=None, born_on=None))


async def come_of_age(session: AsyncSession, now: datetime) -> None:
    """On a clock: a day of birth is kept of minors alone."""
    today = china_date(now)
    # Who was born on the 29th of February comes of age on the 1st of March.
    leap = (today.month, today.day) == (2, 29)
    latest = today.replace(year=today.year - OF_AGE, day=28 if leap else today.day)
    grown = update(IdentityProof).where(IdentityProof.born_on <= latest)
    await session.execute(grown.values(of_age=True, born_on=None))
