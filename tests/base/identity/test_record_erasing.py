"""Merging a record into an account that is being erased: on a database of its own, for whoever is
erased here is nobody any more."""

import asyncio
from datetime import timedelta
from uuid import UUID

from shequ_api.base.events.facts import record as record_fact
from shequ_api.base.events.worker import Worker
from shequ_api.base.people.models import Person
from shequ_api.base.privacy.events import ErasureDue
from shequ_api.base.privacy.models import Erasure
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.identity.test_mandates import enter
from tests.base.identity.test_record_merging import OLD, WORKER, code_of, entered, merge
from tests.base.living import OTHER_EMPTY, Street
from tests.base.people.test_granting_races import until_waiting
from tests.pausing import held_before


async def test_an_account_that_is_being_erased_takes_nothing(
    crowded: Street, open_parts: Parts
) -> None:
    """The erasure has begun: what came to it now would outlive it."""
    door, worker = crowded, open_parts.get(Worker)
    for who in (OLD, WORKER, "community_worker", "same_building"):
        await door.ask(who, "GET", "/me")
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
