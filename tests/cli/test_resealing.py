"""A change of the field key, on databases of their own, beside others who write."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import select, update

from shequ_api.base.people.account_models import ReleaseReason
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook, bind, release
from shequ_api.base.registry import Registry
from shequ_api.cli.database import Addresses
from shequ_api.kit.clock import utc_now
from shequ_api.kit.crypto import CannotOpen, KeyStanding
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cli.sealing import (
    WORKER,
    bring,
    doors,
    opened,
    plant,
    resealed,
    rotated,
    settle,
    under,
)
from tests.conftest import WORKER as PROCESS
from tests.conftest import clone, drop
from tests.features.register.conftest import ID_NUMBER, PHONE

NAME = f"shequ_keys_{PROCESS}_test"
NEW = secrets.token_bytes(32)
MANY = [f"1360000{number:04}" for number in range(3000)]
SPARE = iter(f"1350000{number:04}" for number in range(10_000))


@pytest.fixture
async def addresses(server: Embedded, template: str) -> AsyncIterator[Addresses]:
    yield clone(server, template, NAME)
    drop(server, NAME)


async def phones_of(parts: Parts) -> dict[UUID, str]:
    """Everybody's number, opened; each is found by it."""
    book, filled = parts.get(PhoneBook), Person.phone_sealed.is_not(None)
    kept = select(Person.id, Person.phone_sealed, Person.phone_index).where(filled)
    async with parts.get(Database).sessions() as session:
        rows = (await session.execute(kept)).all()
    found = {row.id: book.read(row.id, row.phone_sealed) for row in rows}
    assert [book.index_of(phone) for phone in found.values()] == [row.phone_index for row in rows]
    return found


async def test_every_column_is_sealed_anew_and_opens(addresses: Addresses) -> None:
    before = rotated()
    async with opened(before, addresses.app) as parts, doors(before, parts) as door:
        entry_id = await plant(door, parts)
        first = await bring(door)
        columns = {str(one) for one in parts.get(Registry).sealed}
        assert (await under(parts, KeyStanding.CURRENT)).keys() == columns
    async with opened(rotated(new=NEW), addresses.app) as parts:
        assert (await under(parts, KeyStanding.PREVIOUS)).keys() == columns
        assert await resealed(parts) == []
        assert await under(parts, KeyStanding.PREVIOUS) == {}
        assert await under(parts, KeyStanding.UNKNOWN) == {}
    alone = rotated(new=NEW, knows_the_first=False)
    async with opened(alone, addresses.app) as parts, doors(alone, parts) as door:
        assert [one["id"] for one in await door.search(WORKER, phone=PHONE)] == [entry_id]
        assert [one["id"] for one in await door.search(WORKER, id_number=ID_NUMBER)] == [entry_id]
        again = await bring(door)
        assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
        assert "13700137002" in str(await door.got("resident", "/me/personal-data"))
        assert await resealed(parts) == [], "nothing is left to do"


async def test_no_change_of_anybody_is_lost(addresses: Addresses) -> None:
    """People change their numbers while a walk goes over three thousand of them."""
    async with opened(rotated(), addresses.app) as parts:
        numbers = await settle(parts, MANY)
    async with (
        opened(rotated(new=NEW), addresses.app) as parts,
        opened(rotated(new=NEW), addresses.app) as other,
    ):
        over = asyncio.Event()
        writers = [asyncio.create_task(_move(other, numbers, n, over)) for n in range(3)]
        unreadable = await resealed(parts)
        over.set()
        moved = sum(await asyncio.gather(*writers))
        assert moved > 20, "somebody wrote beside the walk"
        assert unreadable == []
        await resealed(parts)  # what somebody held
        assert await under(parts, KeyStanding.PREVIOUS) == {}
        found = await phones_of(parts)
        assert {person_id: found[person_id] for person_id in numbers} == numbers


async def _move(parts: Parts, numbers: dict[UUID, str], share: int, over: asyncio.Event) -> int:
    """Give one person after another a new number, until the walk is over."""
    own, book, moved = list(numbers)[share::3], parts.get(PhoneBook), 0
    while not over.is_set():
        person_id, phone = random.choice(own), next(SPARE)
        async with parts.get(Database).sessions() as session, session.begin():
            person = await session.get_one(Person, person_id, with_for_update=True)
            await release(session, book, person, ReleaseReason.CHANGED, now=utc_now())
            await asyncio.sleep(0.002)
            await bind(session, book, person, phone, now=utc_now())
        numbers[person_id] = phone
        moved += 1
    return moved


async def test_what_was_swapped_between_rows_stays_and_is_named(addresses: Addresses) -> None:
    async with opened(rotated(), addresses.app) as parts:
        one, other = await settle(parts, ["13600000001", "13600000002"])
        async with parts.get(Database).sessions() as session, session.begin():
            people = [await session.get_one(Person, each) for each in (one, other)]
            sealed = [person.phone_sealed for person in people]
            for person_id, foreign in zip((one, other), reversed(sealed), strict=True):
                change = update(Person).where(Person.id == person_id)
                await session.execute(change.values(phone_sealed=foreign))
    async with opened(rotated(new=NEW), addresses.app) as parts:
        named = [f"persons.phone_sealed {each}" for each in sorted((one, other))]
        assert sorted(await resealed(parts)) == named
        assert await under(parts, KeyStanding.PREVIOUS) == {"persons.phone_sealed": 2}
        async with parts.get(Database).sessions() as session:
            kept = await session.scalar(select(Person.phone_sealed).where(Person.id == one))
        assert kept == sealed[1], "nothing that does not open is touched"
        assert kept is not None
        with pytest.raises(CannotOpen):
            parts.get(PhoneBook).read(one, kept)


async def test_a_key_that_is_missing_is_told(addresses: Addresses) -> None:
    async with opened(rotated(new=NEW, knows_the_first=False), addresses.app) as parts:
        unknown = await under(parts, KeyStanding.UNKNOWN)
        assert unknown["persons.phone_sealed"] > 10
        assert len(await resealed(parts)) == sum(unknown.values())
        assert await under(parts, KeyStanding.UNKNOWN) == unknown
