"""Persons whom staff enter: those who have no account, and yet have affairs.

A record stays a person of its own. When a human being signs in later and binds the phone that was
told for the record, they do not become that person: numbers are told wrongly, shared by families
and given to new owners by the telephone company, and with the person go tickets and mandates. So
the number stands on the record (`PersonRecord`), where binding does not look. `record_merging`
makes one of a record and an account, where staff see the human being.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.identity.models import PersonRecord
from shequ_api.base.people.models import Person, WeChatAccount
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.locking import TreesChanged
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Belonging, Residency, VerificationMeans
from shequ_api.base.residency.service import count_verified, enter_residency
from shequ_api.base.residency.standing import hold_standing
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.errors import NotNow
from shequ_api.kit.ids import new_id


class HasAccount(NotNow):
    code, title = "has_account", "该手机号的主人已有账号，请由本人登记住户"


class AlreadyRecorded(NotNow):
    code, title = "already_recorded", "这一户已登记过同名的人"


async def record_person(
    session: AsyncSession,
    actor: Actor,
    book: PhoneBook,
    cipher: FieldCipher,
    dwelling: Place,
    *,
    name: str,
    phone: str | None,
    belonging: Belonging,
    starts_on: date,
    now: datetime,
) -> Residency:
    """Enter somebody who was met at the door of a dwelling: the person, the record, and that they
    live there."""
    index = book.index_of(phone) if phone else None
    await hold_standing(session, dwelling)
    if not actor.covers(dwelling):
        raise TreesChanged
    await _check_unknown(session, dwelling, name, index)
    person = Person(id=new_id(), name=name, created_at=now)
    session.add(person)
    await session.flush()
    session.add(
        PersonRecord(
            person_id=person.id,
            recorded_by_id=actor.person_id,
            recorded_at=now,
            phone_sealed=cipher.seal(phone, binding=_bound_to(person.id)) if phone else None,
            phone_index=index,
        )
    )
    residency = enter_residency(
        session, person.id, dwelling, belonging=belonging, starts_on=starts_on, now=now
    )
    residency.id = new_id()
    await count_verified(session, residency, VerificationMeans.DOOR, by_id=actor.person_id, now=now)
    await session.flush()
    return residency


async def _check_unknown(
    session: AsyncSession, dwelling: Place, name: str, phone_index: bytes | None
) -> None:
    """Refuse whoever has an account, or stands in the records of the dwelling already."""
    account = exists().where(Person.phone_index == phone_index)
    if phone_index is not None and await session.scalar(select(account)):
        raise HasAccount
    # Two workers at one door make one record.
    row = select(Place.id).where(Place.id == dwelling.id)
    await session.execute(row.with_for_update(key_share=True))
    namesake = exists().where(
        Residency.place_id == dwelling.id,
        Residency.ends_on.is_(None),
        Person.id == Residency.person_id,
        Person.name == name,
    )
    if await session.scalar(select(namesake)):
        raise AlreadyRecorded


def is_record_only(person_id: UUID) -> Select[bool]:
    """Whether staff entered a person who has no account, no number and no other self since."""
    entered = exists().where(PersonRecord.person_id == Person.id)
    return select(exists().where(Person.id == person_id, entered, without_account()))


def without_account() -> ColumnElement[bool]:
    """Persons with no account, no number and no other self."""
    account = exists().where(WeChatAccount.person_id == Person.id)
    return and_(Person.phone_index.is_(None), Person.merged_into_id.is_(None), ~account)


def told_phone(cipher: FieldCipher, person_id: UUID, sealed: bytes) -> str:
    """The number that was told for a record, in clear."""
    return cipher.open(sealed, binding=_bound_to(person_id))


def _bound_to(person_id: UUID) -> str:
    return f"person_records/{person_id}/phone"
