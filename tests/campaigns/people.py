"""People with points on their cards, signed in for as long as a campaign takes."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.features.points.public import credit_card, issuer_of
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.points.earned import DISTRICT

LONG = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Member:
    """Who asks, and as whom."""

    id: UUID
    headers: dict[str, str]


async def signed_in(parts: Parts, session: AsyncSession, person: Person) -> Member:
    """Somebody with a token that outlasts a slow machine."""
    now = utc_now()
    login = start_login(session, person, now=now)
    await session.flush()
    token = parts.get(Doorman).signer.sign(
        subject=person.id, session=login.id, jti=new_id(), now=now, lifetime=LONG
    )
    return Member(person.id, {"Authorization": f"Bearer {token}"})


async def member_of_cast(parts: Parts, cast: Cast, key: str) -> Member:
    async with parts.get(Database).sessions() as session, session.begin():
        person = await session.get_one(Person, cast.people[key])
        return await signed_in(parts, session, person)


async def buyers(parts: Parts, cast: Cast, count: int, points: int) -> list[Member]:
    """New people with a phone, each with so many points."""
    now, district_id = utc_now(), cast.places[DISTRICT]
    book, people = parts.get(PhoneBook), []
    async with parts.get(Database).sessions() as session, session.begin():
        for number in range(count):
            person = Person(id=new_id(), name="买家", created_at=now)
            book.write(person, f"1361{number:07d}")
            people.append(person)
        session.add_all(people)
        await session.flush()
        issuer = await issuer_of(
            session, community_id=cast.places[HOME], district_id=district_id, now=now
        )
        for person in people:
            await credit_card(
                session,
                person_id=person.id,
                district_id=district_id,
                amount_points=points,
                from_account_id=issuer.id,
                key=f"fund/{person.id}",
                reason="测试积分",
                reference_kind="person",
                reference_id=person.id,
                now=now,
            )
        return [await signed_in(parts, session, person) for person in people]
