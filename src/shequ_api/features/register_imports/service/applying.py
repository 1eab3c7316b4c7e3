"""Checking a file, and writing it into the register, whole or not at all."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.events.facts import record
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.rules import Origin
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.sheets.outcomes import Planned
from shequ_api.base.register.tallies import recount_grids
from shequ_api.features.register_imports.events import ImportApplied
from shequ_api.features.register_imports.models import ImportLine, ImportState, RegisterImport
from shequ_api.features.register_imports.queries import lines_as_checked
from shequ_api.features.register_imports.service.reception import file_of
from shequ_api.features.register_imports.subjects import SUBJECTS
from shequ_api.kit.clock import china_date
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.db import RuleBroken
from shequ_api.kit.errors import Refusal

AT_ONCE = 1_000
Plans = Sequence[Planned[Any]]


class ChangedMeanwhile(Refusal):
    """Says how many lines come out otherwise, or mean something that has changed."""

    code, title = "changed_meanwhile", "核对之后人房信息有变化，请重新核对"


async def check(
    session: AsyncSession,
    cipher: FieldCipher,
    seal: RegisterSeal,
    import_id: UUID,
    *,
    now: datetime,
) -> None:
    """The dry run: what would become of each line. Nothing of the register changes or waits."""
    received = await session.get_one(RegisterImport, import_id)
    if received.state != ImportState.RECEIVED:
        return
    refusal: Refusal | None = None
    planned: Plans = []
    try:
        planned = await _decided(session, cipher, seal, received, lock=False)
    except Refusal as refused:
        refusal = refused
    await session.refresh(received, with_for_update=True)
    if received.state != ImportState.RECEIVED:
        return  # It was taken back meanwhile.
    if refusal is not None:
        _fail(received, refusal)
        return
    await _report(session, received, planned)
    received.state, received.checked_at = ImportState.CHECKED, now


async def apply(
    session: AsyncSession,
    cipher: FieldCipher,
    seal: RegisterSeal,
    import_id: UUID,
    *,
    now: datetime,
) -> None:
    """Write all lines that are not refused, in one transaction.

    Decided anew, under locks: where a line comes out otherwise than it was checked, or means
    something that has changed since, nothing is written.
    """
    received = await session.get_one(RegisterImport, import_id, with_for_update=True)
    if received.state != ImportState.APPLYING:
        return
    try:
        async with session.begin_nested():
            planned = await _decided(session, cipher, seal, received, lock=True)
            await _compare(session, received, planned)
            grids = await _write(session, seal, received, planned, now=now)
    except (Refusal, IntegrityError) as error:
        await session.refresh(received)
        _fail(received, error if isinstance(error, Refusal) else RuleBroken())
        return
    await _report(session, received, planned)
    await recount_grids(session, grids, now=now)
    received.state, received.applied_at = ImportState.APPLIED, now
    fact = ImportApplied(
        subject_id=received.id,
        district_id=received.district_id,
        community_id=received.community_id,
    )
    record(session, fact, now=now)


async def _decided(
    session: AsyncSession,
    cipher: FieldCipher,
    seal: RegisterSeal,
    received: RegisterImport,
    *,
    lock: bool,
) -> Plans:
    await enter_district(session, received.district_id)
    if lock:
        # One import of a community at a time: two files may bring the same newcomers.
        turn = func.hashtextextended(f"register_imports:{received.community_id}", 0)
        await session.execute(select(func.pg_advisory_xact_lock(turn)))
    data = await file_of(session, cipher, received.id)
    today = china_date(received.created_at)
    decide = SUBJECTS[received.kind].decide
    return await decide(session, seal, data, received.community_id, today=today, lock=lock)


async def _write(
    session: AsyncSession,
    seal: RegisterSeal,
    received: RegisterImport,
    planned: Plans,
    *,
    now: datetime,
) -> set[UUID | None]:
    origin = Origin(source=RegisterSource.IMPORT, source_id=received.id)
    actor_id, write = received.requested_by_id, SUBJECTS[received.kind].write
    return await write(session, seal, planned, origin=origin, actor_id=actor_id, now=now)


async def _compare(session: AsyncSession, received: RegisterImport, planned: Plans) -> None:
    """ChangedMeanwhile."""
    found = (await session.execute(lines_as_checked(received.id))).all()
    checked: dict[int, Row[int, str, bytes | None]] = {line.number: line for line in found}
    differing = len(checked.keys() - {plan.decision.number for plan in planned})
    for plan in planned:
        line = checked.get(plan.decision.number)
        same = line and line.outcome == plan.decision.outcome and line.meaning == plan.meaning
        differing += not same
    if differing:
        raise ChangedMeanwhile(lines=differing)


async def _report(session: AsyncSession, received: RegisterImport, planned: Plans) -> None:
    """Line by line what came of it, in place of what the check said."""
    await session.execute(delete(ImportLine).where(ImportLine.import_id == received.id))
    rows = [
        {
            "import_id": received.id,
            "number": plan.decision.number,
            "district_id": received.district_id,
            "outcome": plan.decision.outcome,
            "reasons": [reason.as_dict() for reason in plan.decision.reasons],
            "meaning": plan.meaning,
        }
        for plan in planned
    ]
    for start in range(0, len(rows), AT_ONCE):
        await session.execute(insert(ImportLine), rows[start : start + AT_ONCE])
    received.lines = len(rows)
    received.counts = dict(Counter(str(plan.decision.outcome) for plan in planned))


def _fail(received: RegisterImport, refusal: Refusal) -> None:
    received.state = ImportState.FAILED
    detail = refusal.detail or refusal.title
    received.problem = {"code": refusal.code, "detail": detail, **refusal.facts}
