"""Who a person with an account is to the register: where it may speak of them, and as whom."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_person, leave_walls
from shequ_api.base.people.account_models import PhoneBinding
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.register.models import Correction, Entry, Occupancy, RegisterFact
from shequ_api.base.residency.models import Residency
from shequ_api.kit.crypto import normalise_phone

ABOUT: tuple[Any, ...] = (Entry, Occupancy, RegisterFact, Correction)
"""Tables whose rows name the person whom they are about."""


@dataclass(frozen=True, slots=True)
class AccountHolder:
    """What an account says of whose it is; numbers in their normal form, the present one first."""

    name: str | None
    phone: str | None
    phones: tuple[str, ...]


async def account_holder(session: AsyncSession, person_id: UUID) -> AccountHolder:
    """Their name and every number that was proved to be theirs, also those that they gave up."""
    book: PhoneBook = session.info["phone_book"]
    person = await session.get_one(Person, person_id)
    phone = book.read(person.id, person.phone_sealed) if person.phone_sealed else None
    bound = select(PhoneBinding).where(PhoneBinding.person_id == person_id)
    former = [
        book.read_binding(each.id, each.phone_sealed) for each in await session.scalars(bound)
    ]
    numbers = [normalise_phone(number) for number in (phone, *former) if number]
    return AccountHolder(
        person.name, normalise_phone(phone) if phone else None, tuple(dict.fromkeys(numbers))
    )


async def districts_of(session: AsyncSession, person_id: UUID) -> list[UUID]:
    """The districts where a person lived or claimed to, and those whose register names them.

    Enters the walls as the person and leaves them.
    """
    await enter_person(session, person_id)
    theirs = [
        select(model.district_id).where(model.person_id == person_id)
        for model in (*ABOUT, Residency)
    ]
    found = await session.scalars(union(*theirs))
    districts = sorted(district_id for district_id in found if district_id is not None)
    await leave_walls(session)
    return districts
