"""Merging a record against what else happens to it, on several connections."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import select, text

from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.identity.test_mandates import TICKET, terms
from tests.base.identity.test_record_merging import OLD, WORKER, code_of, entered, merge
from tests.base.living import EMPTY, OTHER_EMPTY, Street, said
from tests.base.people.test_granting_races import PERSON, behind

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
