"""Rosters over HTTP: for everybody at a building, for the office, for the person."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, PerhapsActor, may
from shequ_api.base.audit.looks import note_look
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.five_codes.public import viewer_of
from shequ_api.features.rosters import queries, service
from shequ_api.features.rosters.models import RosterEntry
from shequ_api.features.rosters.permissions import RosterPermission
from shequ_api.features.rosters.rules import RosterState
from shequ_api.features.rosters.schemas import (
    KeptRosterLine,
    MyRosterEntry,
    RosterConsent,
    RosterLine,
    RosterName,
    RosterProposal,
    RosterRemoval,
    RosterReveal,
)
from shequ_api.features.rosters.showing import kept_line, own_entry, public_line
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["rosters"])
Viewer = Annotated[Actor, Depends(may(RosterPermission.VIEW))]
Proposer = Annotated[Actor, Depends(may(RosterPermission.PROPOSE))]
Revealer = Annotated[Actor, Depends(may(RosterPermission.REVEAL))]
Self_ = Annotated[Actor, Depends(may(RosterPermission.DECIDE))]


async def entry_in_scope(entry_id: UUID, actor: AnyActor, session: Session) -> RosterEntry:
    """An entry of a building in the actor's scope."""
    found = await session.get(RosterEntry, entry_id)
    if found is None or not actor.covers(found):
        raise Absent
    return found


async def own_roster_entry(entry_id: UUID, actor: Self_, session: Session) -> RosterEntry:
    """An entry about the actor."""
    found = await session.get(RosterEntry, entry_id)
    if found is None or found.person_id != actor.person_id:
        raise Absent
    return found


TheEntry = Annotated[RosterEntry, Depends(entry_in_scope)]
OwnEntry = Annotated[RosterEntry, Depends(own_roster_entry)]


@router.get("/places/{place_id}/roster")
async def list_building_roster(
    place_id: UUID, actor: PerhapsActor, session: Session, paging: ThePaging, now: Now
) -> Page[RosterLine]:
    """楼栋党员公示: Who of a building (of a compound: of all its buildings) agreed to be shown, the
    latest first; strangers see surnames alone."""
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None:
        raise Absent
    viewer = await viewer_of(session, actor, place, now=now)
    order = [RosterEntry.consented_at, RosterEntry.id]
    rows, cursor = await page_of(session, queries.shown_lines(place), order, paging)
    return Page(items=[public_line(row, viewer) for row in rows], next_cursor=cursor)


@router.get("/roster-entries")
async def list_roster_entries(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    state: Annotated[RosterState | None, Query(description="Only those in this state")] = None,
) -> Page[KeptRosterLine]:
    """公示名单维护: Entries of my scope, the latest proposed first; names masked unless neighbours
    see them."""
    lines = queries.kept_lines(in_scope(actor, RosterEntry))
    if state is not None:
        lines = lines.where(RosterEntry.state == state)
    rows, cursor = await page_of(session, lines, [RosterEntry.proposed_at, RosterEntry.id], paging)
    return Page(items=[kept_line(row) for row in rows], next_cursor=cursor)


@router.post("/roster-entries", status_code=201)
async def propose_roster_entry(
    proposal: RosterProposal, actor: Proposer, session: Session, now: Now
) -> KeptRosterLine:
    """提名公示: Ask a resident whether they would be shown on the roster of their building; nothing
    is shown before they agree, and the proposal goes after 30 days."""
    entry = await service.propose(session, actor, proposal, now=now)
    return await _kept(session, entry)


@router.post("/roster-entries/{entry_id}/reveals")
@unkeyed
async def reveal_roster_entry(
    entry: TheEntry, actor: Revealer, reveal: RosterReveal, session: Session, now: Now
) -> RosterName:
    """查看提名人姓名: Whom an entry is about; the look is logged, and the person may read it."""
    person = await session.get_one(Person, entry.person_id)
    note_look(
        session,
        actor,
        subject_kind="roster_entry",
        subject_id=entry.id,
        person_id=entry.person_id,
        district_id=entry.district_id,
        fields=["name", "role"],
        purpose=reveal.purpose,
        reason=reveal.reason,
        now=now,
    )
    await session.flush()
    return RosterName(person_id=person.id, name=person.name)


@router.put("/roster-entries/{entry_id}/removal")
async def remove_roster_entry(
    removal: RosterRemoval, entry: TheEntry, actor: Proposer, session: Session, now: Now
) -> KeptRosterLine:
    """移出公示: Take a proposal, or who is shown, off the roster; the person reads why."""
    await service.remove(session, actor, entry, reason=removal.reason, now=now)
    return await _kept(session, entry)


@router.get("/me/roster-entries")
async def list_my_roster_entries(
    actor: Self_, session: Session, paging: ThePaging
) -> Page[MyRosterEntry]:
    """我的公示: What is proposed or shown of me, with the words that I am asked to agree to."""
    lines = queries.own_lines(actor.person_id)
    rows, cursor = await page_of(session, lines, [RosterEntry.proposed_at, RosterEntry.id], paging)
    return Page(items=[own_entry(row) for row in rows], next_cursor=cursor)


@router.put("/me/roster-entries/{entry_id}/consent")
async def agree_to_roster_entry(
    consent: RosterConsent, entry: OwnEntry, session: Session, now: Now
) -> MyRosterEntry:
    """同意公示: I agree to be shown with just these words; said again, my name is shown as I say
    now."""
    await service.agree(
        session, entry, version=consent.consent_version, name_shown=consent.name_shown, now=now
    )
    return await _own(session, entry)


@router.delete("/me/roster-entries/{entry_id}/consent")
async def withdraw_roster_consent(entry: OwnEntry, session: Session, now: Now) -> MyRosterEntry:
    """不同意或撤回公示: I decline what is proposed, or take my agreement back: at once I am
    shown no more."""
    await service.step_down(session, entry, now=now)
    return await _own(session, entry)


async def _kept(session: AsyncSession, entry: RosterEntry) -> KeptRosterLine:
    found = await session.execute(queries.kept_lines(RosterEntry.id == entry.id))
    return kept_line(found.mappings().one())


async def _own(session: AsyncSession, entry: RosterEntry) -> MyRosterEntry:
    lines = queries.own_lines(entry.person_id, RosterEntry.id == entry.id)
    return own_entry((await session.execute(lines)).mappings().one())
