"""Proposing, agreeing, taking back, removing; and letting go of what is over."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.consents import SENSITIVE, refuse_withdrawn
from shequ_api.base.people.models import Person
from shequ_api.base.people.queries import live
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.features.rosters import refusals
from shequ_api.features.rosters.events import RosterProposed, RosterRemoved
from shequ_api.features.rosters.models import RosterEntry
from shequ_api.features.rosters.rules import CONSENT_VERSION, NameOnRoster, RosterState
from shequ_api.features.rosters.schemas import RosterProposal
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from shequ_api.kit.repointing import QUIET


async def propose(
    session: AsyncSession, actor: Actor, proposal: RosterProposal, *, now: datetime
) -> RosterEntry:
    """Ask somebody whether they would stand on the roster of their building."""
    building = await session.get(Place, proposal.place_id)
    if building is None or building.kind != PlaceKind.BUILDING or building.ended_at is not None:
        raise refusals.NotABuildingHere
    if not actor.covers(building):
        raise refusals.NotABuildingHere
    there = (lives_in(proposal.person_id, china_date(now)), Residency.building_id == building.id)
    known = exists().where(Person.id == proposal.person_id, live())
    if not await session.scalar(select(exists().where(*there) & known)):
        raise refusals.NotAResidentThere
    await refuse_withdrawn(session, proposal.person_id, SENSITIVE)
    entry = RosterEntry(
        id=new_id(),
        **located_at(building),
        person_id=proposal.person_id,
        role=proposal.role.value,
        pledge=proposal.pledge,
        service=proposal.service,
        state=RosterState.PROPOSED,
        proposed_at=now,
        proposed_by_id=actor.person_id,
    )
    session.add(entry)
    fact = RosterProposed(
        subject_id=entry.id,
        district_id=entry.district_id,
        person_id=entry.person_id,
        proposed_by_id=actor.person_id,
    )
    record(session, fact, now=now)
    await session.flush()
    return entry


async def agree(
    session: AsyncSession,
    entry: RosterEntry,
    *,
    version: int,
    name_shown: NameOnRoster,
    now: datetime,
) -> None:
    """The person's own word: from now on they are shown. Said again, their name is shown as they
    say now."""
    await _hold(session, entry)
    if version != CONSENT_VERSION:
        raise refusals.ConsentTextChanged(consent_version=CONSENT_VERSION)
    await refuse_withdrawn(session, entry.person_id, SENSITIVE)
    entry.state, entry.name_shown = RosterState.SHOWN, name_shown.value
    entry.consented_at, entry.consent_version = entry.consented_at or now, version
    await session.flush()


async def step_down(session: AsyncSession, entry: RosterEntry, *, now: datetime) -> None:
    """The person declines, or takes their agreement back: at once they are shown no more."""
    await _hold(session, entry)
    await end(session, entry, _given_up(entry), now=now)


def _given_up(entry: RosterEntry) -> RosterState:
    proposed = entry.state == RosterState.PROPOSED
    return RosterState.DECLINED if proposed else RosterState.WITHDRAWN


async def remove(
    session: AsyncSession, actor: Actor, entry: RosterEntry, *, reason: str, now: datetime
) -> None:
    """The office takes a proposal or a shown entry off the roster."""
    await _hold(session, entry)
    entry.end_reason = reason
    await end(session, entry, RosterState.REMOVED, now=now)
    fact = RosterRemoved(
        subject_id=entry.id,
        district_id=entry.district_id,
        person_id=entry.person_id,
        removed_by_id=actor.person_id,
    )
    record(session, fact, now=now)


async def end(
    session: AsyncSession, entry: RosterEntry, state: RosterState, *, now: datetime
) -> None:
    """It is over."""
    entry.state, entry.ended_at = state, now
    await session.flush()


async def _hold(session: AsyncSession, entry: RosterEntry) -> None:
    """RosterEntryOver. Locked: whoever steps down at this moment is not shown again by another."""
    await session.refresh(entry, with_for_update=True)
    if entry.ended_at is not None:
        raise refusals.RosterEntryOver


async def still_lives_there(session: AsyncSession, entry: RosterEntry, *, now: datetime) -> bool:
    """Whether another dwelling of the building is theirs."""
    there = (lives_in(entry.person_id, china_date(now)), Residency.building_id == entry.place_id)
    return bool(await session.scalar(select(exists().where(*there))))


async def lapse(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Let go of proposals that nobody answered."""
    silent = (RosterEntry.state == RosterState.PROPOSED, RosterEntry.proposed_at <= now - kept)
    return await _let_go(session, most, *silent)


async def let_go_over(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Let go of entries that were over for long."""
    return await _let_go(session, most, RosterEntry.ended_at <= now - kept)


async def _let_go(session: AsyncSession, most: int, *which: ColumnElement[bool]) -> int:
    some = select(RosterEntry.id).where(*which).limit(most).with_for_update(skip_locked=True)
    gone = delete(RosterEntry).where(RosterEntry.id.in_(some))
    done: Any = await session.execute(gone, execution_options=QUIET)
    return int(done.rowcount)
