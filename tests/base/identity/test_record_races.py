"""Merging a record against what else happens to it, on several connections."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from shequ_api.base.events.facts import record as record_fact
from shequ_api.base.events.worker import Worker
from shequ_api.base.people.models import Person
from shequ_api.base.privacy.events import ErasureDue
from shequ_api.base.privacy.models import Erasure
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.identity.test_mandates import TICKET, enter, terms
from tests.base.identity.test_record_merging import OLD, WORKER, code_of, entered, merge
from tests.base.living import EMPTY, OTHER_EMPTY, Street, said
from tests.base.people.test_granting_races import PERSON, behind, until_waiting
from tests.pausing import held_before

SHOWN = {"evidence_kind": "counter", "note": "当面说的"}


@pytest.fixture
async def door(crowded: Street, open_parts: Parts) -> AsyncIterator[Street]:
    """Nobody lives at the two empty dwellings; everybody has signed in."""
    for who in (OLD, WORKER, "community_worker", "same_building"):
        await crowded.ask(who, "GET", "/me")
    yield crowded
    over = "UPDATE residencies SET ends_on = starts_on + 1, ended_at = now(), end_kind = 'left'"
    here = "WHERE ends_on IS NULL AND place_id = ANY(:doors)"
    doors = [crowded.cast.places[code] for code in (EMPTY, OTHER_EMPTY)]
    async with open_parts.get(Database).sessions() as session, session.begin():
        await session.execute(text(f"{over} {here}"), {"doors": doors})


async def mandate_for(street: Street, record: str, *rights: str) -> str:
    draft = terms(principal_id=record, permissions=list(rights), **SHOWN)
    made = await street.ask(WORKER, "POST", "/mandates", draft)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def test_two_accounts_do_not_share_a_record(door: Street, open_parts: Parts) -> None:
    """The second finds no record any more, and keeps its code."""
    record = await entered(door)
    for who in (OLD, "same_building"):
        await door.settled(who, OTHER_EMPTY, "family")
    codes = [await code_of(door, who) for who in (OLD, "same_building")]
    first, second = await behind(
        open_parts,
        PERSON,
        UUID(record),
        lambda: merge(door, record, code=codes[0], reason="nickname"),
        lambda: merge(door, record, "community_worker", code=codes[1], reason="nickname"),
    )
    assert first.status_code == 201, first.text
    assert said(second) == (409, "not_a_record")
    other = await entered(door, name="另一位")
    again = await merge(door, other, code=codes[1], reason="misspelt")
    assert again.status_code == 201, "its code is good still"


async def test_a_ticket_filed_meanwhile_is_not_lost(door: Street, open_parts: Parts) -> None:
    """Filed in the record's name: before the merge and found by it, or not at all."""
    record = await entered(door)
    await door.settled(OLD, OTHER_EMPTY, "family")
    mandate, code = await mandate_for(door, record, "ticket:file"), await code_of(door)
    merged, filed = await behind(
        open_parts,
        PERSON,
        UUID(record),
        lambda: merge(door, record, code=code, reason="nickname"),
        lambda: door.ask(WORKER, "POST", "/tickets", TICKET, X_On_Behalf_Of=mandate),
    )
    assert (merged.status_code, said(filed)) == (201, (403, "mandate_unknown"))
    record = await entered(door, name="第二位")
    mandate, code = await mandate_for(door, record, "ticket:file"), await code_of(door)
    merged, filed = await asyncio.gather(
        merge(door, record, code=code, reason="nickname"),
        door.ask(WORKER, "POST", "/tickets", TICKET, X_On_Behalf_Of=mandate),
    )
    assert merged.status_code == 201, merged.text
    async with open_parts.get(Database).sessions() as session:
        theirs = select(Ticket.id).where(Ticket.reporter_id == UUID(record))
        assert (await session.scalars(theirs)).all() == []


async def test_an_account_that_is_being_erased_takes_nothing(
    door: Street, open_parts: Parts
) -> None:
    """The erasure has begun: what came to it now would outlive it."""
    worker = open_parts.get(Worker)
    await worker.drain(utc_now())
    record = await entered(door)
    await door.settled("same_building", OTHER_EMPTY, "family")
    account = door.cast.people["same_building"]
    code = await code_of(door, "same_building")
    sessions = open_parts.get(Database).sessions
    async with sessions() as session, session.begin():
        now = utc_now()
        ago = now - timedelta(days=8)
        session.add(Erasure(person_id=account, requested_at=ago, due_at=now, announced_at=now))
        record_fact(session, ErasureDue(subject_id=account), now=now)
    # Where the erasure has forgotten the tickets: what came to them now would outlive it.
    async with held_before(open_parts, "UPDATE files SET taken_at") as pause:
        erasing = asyncio.ensure_future(worker.drain(utc_now()))
        await pause.stands()
        merging = asyncio.ensure_future(merge(door, record, code=code, reason="nickname"))
        await until_waiting(open_parts, 1)
        pause.over.set()
        await erasing
        answer = await merging
    await worker.drain(utc_now())
    async with sessions() as session:
        gone = await session.get_one(Person, account)
        assert gone.disabled_at is not None
        kept = await session.get_one(Person, UUID(record))
        assert (answer.status_code, kept.merged_into_id) in {(403, None), (410, None)}, answer.text
    assert (await enter(door)).status_code == 409, "who was entered is there still"
