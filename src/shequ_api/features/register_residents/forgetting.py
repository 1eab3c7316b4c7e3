"""Forgetting a person: their own entries, and those that name them without being linked."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.people.consents import SENSITIVE
from shequ_api.base.privacy.events import ConsentWithdrawn
from shequ_api.base.register.account_holders import AccountHolder, account_holder, districts_of
from shequ_api.base.register.models import Correction, Entry, Former, Occupancy, RegisterFact
from shequ_api.base.register.rules import BY_CONSENT, Identity, same_human
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import identity_of
from shequ_api.base.register.tallies import recount_grids
from shequ_api.kit.clock import china_date

ERASED = "已注销"
HISTORY, CORRECTIONS = "register_history", "register_corrections"


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """Take out what says who they are, in every district that may know them.

    Entries end with it: whoever comes back, or is brought by a list, is counted once.
    """
    holder = await account_holder(session, person_id)
    for district_id in await districts_of(session, person_id):
        await enter_district(session, district_id)
        entries = await _theirs(session, district_id, person_id, holder)
        grids = {entry.micro_grid_id for entry in entries}
        await forget_entries(session, [entry.id for entry in entries], now)
        await _forget_asked(session, Correction.person_id == person_id, now)
        await recount_grids(session, grids, now=now)
    await leave_walls(session)


async def _theirs(
    session: AsyncSession, district_id: UUID, person_id: UUID, holder: AccountHolder
) -> Sequence[Entry]:
    """Entries of a person, locked: the linked ones, and those of the same human being by number."""
    seal: RegisterSeal = session.info["register_seal"]
    own = select(Entry).where(Entry.person_id == person_id).order_by(Entry.id)
    linked = list(await session.scalars(own.with_for_update()))
    known = [
        *(Identity(name=holder.name, phone=phone) for phone in holder.phones),
        *(identity_of(seal, entry) for entry in linked),
    ]
    phones = {seal.phone_index(district_id, one.phone) for one in known if one.phone}
    papers = [one.paper for one in known if one.paper]
    numbers = {seal.id_number_index(district_id, paper.kept) for paper in papers}
    alike = or_(Entry.phone_index.in_(phones), Entry.id_number_index.in_(numbers))
    others = select(Entry).where(Entry.district_id == district_id, Entry.person_id.is_(None), alike)
    found = list(await session.scalars(others.order_by(Entry.id).with_for_update()))
    unlinked = [
        entry for entry in found if any(same_human(identity_of(seal, entry), one) for one in known)
    ]
    return [*linked, *unlinked]


async def forget_entries(session: AsyncSession, ids: Collection[UUID], now: datetime) -> None:
    """Take out of some entries, and of what belongs to them, who they are about."""
    today = china_date(now)
    await session.execute(
        update(RegisterFact)
        .where(RegisterFact.entry_id.in_(ids))
        .values(value=None, value_sealed=None, person_id=None, ended_at=now)
    )
    await session.execute(update(Former).where(Former.entry_id.in_(ids)).values(former_sealed=None))
    await _forget_asked(session, Correction.entry_id.in_(ids), now)
    stays = update(Occupancy).where(Occupancy.entry_id.in_(ids))
    await session.execute(stays.values(person_id=None))
    living = stays.where(Occupancy.ended_at.is_(None))
    last_day = func.greatest(Occupancy.starts_on, today)
    await session.execute(living.values(ended_at=now, ends_on=last_day))
    ended = func.coalesce(Entry.ended_at, now)
    nobody = update(Entry).where(Entry.id.in_(ids)).values(**_nobody(now), ended_at=ended)
    await session.execute(nobody, execution_options={"synchronize_session": False})


async def _forget_asked(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> None:
    asked = update(Correction).where(which)
    await session.execute(asked.values(wanted_sealed=None, reason=ERASED))
    waiting = asked.where(Correction.decided_at.is_(None))
    await session.execute(waiting.values(decided_at=now, accepted=False))


def _nobody(now: datetime) -> dict[str, Any]:
    sealed = ("name_sealed", "phone_sealed", "id_number_sealed", "born_sealed")
    found_by = ("name_codes", "phone_index", "id_number_index", "person_id")
    return {**dict.fromkeys((*sealed, *found_by)), "erased_at": now}


async def drop_sensitive(session: AsyncSession, fact: ConsentWithdrawn, now: datetime) -> None:
    """Who takes that consent back has their ID number and day of birth deleted from their entries
    (PIPL art. 47), from what these said before and from what was asked; the cohort stays."""
    if fact.code != SENSITIVE:
        return
    seal: RegisterSeal = session.info["register_seal"]
    for district_id in await districts_of(session, fact.subject_id):
        await enter_district(session, district_id)
        own = select(Entry).where(Entry.person_id == fact.subject_id).order_by(Entry.id)
        entries = list(await session.scalars(own.with_for_update()))
        for entry in entries:
            entry.id_number_sealed = entry.id_number_index = entry.born_sealed = None
        ids = [entry.id for entry in entries]
        for former in await session.scalars(select(Former).where(Former.entry_id.in_(ids))):
            said = seal.open_facts(HISTORY, former.id, "former", former.former_sealed)
            if said and BY_CONSENT & said.keys():
                left = _without(said)
                former.former_sealed = seal.seal_facts(HISTORY, former.id, "former", left)
        asked = select(Correction).where(Correction.entry_id.in_(ids))
        for one in await session.scalars(asked.with_for_update()):
            said = seal.open_facts(CORRECTIONS, one.id, "wanted", one.wanted_sealed)
            if said and BY_CONSENT & said["wanted"].keys():
                left = {**said, "wanted": _without(said["wanted"])}
                one.wanted_sealed = seal.seal_facts(CORRECTIONS, one.id, "wanted", left)
        await session.flush()
    await leave_walls(session)


def _without(said: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in said.items() if field not in BY_CONSENT}
