"""The list of the erased, kept outside the database: a restored backup knows nobody's leaving.

One small object for each account, in the object storage: `erasures/<day>/<person id>`. Accounts
that became one are all named, for the backup may be older than their merger. Whoever holds the list
learns that an id is gone, and nothing else.
"""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, any_, exists, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.writing import note_command
from shequ_api.base.files.storage import Storage
from shequ_api.base.people.models import Person
from shequ_api.base.privacy.models import Erasure
from shequ_api.base.privacy.queries import live_erasure
from shequ_api.base.privacy.service import erase
from shequ_api.base.registry import Module
from shequ_api.kit.clock import china_date

FOLDER = "erasures"
_PATH = re.compile(rf"{FOLDER}/(\d{{4}}-\d\d-\d\d)/([0-9a-f-]{{36}})")


class Erased(NamedTuple):
    """An account that was erased, and on which day."""

    day: date
    person_id: UUID


async def note_outside(
    session: AsyncSession, storage: Storage, person_id: UUID, *, now: datetime
) -> None:
    """Name a person, and the accounts that became theirs, in the list. StorageAway."""
    accounts = select(Person.id).where(
        or_(Person.id == person_id, Person.merged_into_id == person_id)
    )
    for account_id in await session.scalars(accounts):
        await storage.note(f"{FOLDER}/{china_date(now)}/{account_id}", now.isoformat().encode())


async def noted_outside(storage: Storage) -> set[Erased]:
    """The whole list. StorageAway."""
    found = map(_PATH.fullmatch, await storage.names(FOLDER))
    return {Erased(date.fromisoformat(path[1]), UUID(path[2])) for path in found if path}


async def erased_here(session: AsyncSession) -> set[Erased]:
    """As much as the database itself knows."""
    accounts = or_(Person.id == Erasure.person_id, Person.merged_into_id == Erasure.person_id)
    done = select(Erasure.done_at, Person.id).join(Person, accounts)
    rows = await session.execute(done.where(Erasure.done_at.is_not(None)))
    return {Erased(china_date(done_at), person_id) for done_at, person_id in rows if done_at}


async def come_back(session: AsyncSession, listed: Collection[UUID]) -> list[UUID]:
    """Of those on a list, whom this database knows as if they had never left."""
    begun = exists().where(
        or_(Erasure.person_id == Person.id, Erasure.person_id == Person.merged_into_id),
        Erasure.announced_at.is_not(None),
    )
    named = Person.id == any_(literal(list(listed), ARRAY(Uuid())))
    return list(await session.scalars(select(Person.id).where(named, ~begun).order_by(Person.id)))


async def erase_again(
    session: AsyncSession, modules: tuple[Module, ...], person_id: UUID, *, now: datetime
) -> None:
    """Forget a person whom a backup brought back, as they were forgotten before."""
    erasure = await session.scalar(live_erasure(person_id).with_for_update())
    if erasure is None:
        erasure = Erasure(person_id=person_id, requested_at=now, due_at=now)
        session.add(erasure)
    erasure.announced_at = now
    await session.flush()
    await erase(session, modules, person_id, now=now)
    note_command(session, "apply-erasure", subject_ids=[person_id], now=now)
