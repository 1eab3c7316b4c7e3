"""Checking a file, and writing it into the register, whole or not at all."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.events.facts import record
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.tallies import recount_grids
from shequ_api.features.register_imports.events import ImportApplied
from shequ_api.features.register_imports.matching import meaning_of
from shequ_api.features.register_imports.models import ImportLine, ImportState, RegisterImport
from shequ_api.features.register_imports.queries import lines_as_checked
from shequ_api.features.register_imports.service.reading import Placed, decisions_on
from shequ_api.features.register_imports.service.reception import file_of
from shequ_api.features.register_imports.service.writing import write_lines
from shequ_api.kit.clock import china_date
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.db import RuleBroken
from shequ_api.kit.errors import Refusal

AT_ONCE = 1_000
Meanings = list[bytes | None]


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
    refusal, placed = None, list[Placed]()
    try:
        placed = await _decided(session, cipher, seal, received, lock=False)
    except Refusal as refused:
        refusal = refused
    await session.refresh(received, with_for_update=True)
    if received.state != ImportState.RECEIVED:
        return  # It was taken back meanwhile.
    if refusal is not None:
        _fail(received, refusal)
        return
    await _report(session, received, placed, _meanings(placed))
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
            placed = await _decided(session, cipher, seal, received, lock=True)
            meanings = _meanings(placed)
            await _compare(session, received, placed, meanings)
            grids = await write_lines(session, seal, received, placed, now=now)
    except (Refusal, IntegrityError) as error:
        await session.refresh(received)
        _fail(received, error if isinstance(error, Refusal) else RuleBroken())
        return
    await _report(session, received, placed, meanings)
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
) -> list[Placed]:
    await enter_district(session, received.district_id)
    if lock:
        # One import of a community at a time: two files may bring the same newcomers.
        turn = func.hashtextextended(f"register_imports:{received.community_id}", 0)
        await session.execute(select(func.pg_advisory_xact_lock(turn)))
    data = await file_of(session, cipher, received.id)
    today = china_date(received.created_at)
    return await decisions_on(session, seal, data, received.community_id, today=today, lock=lock)


def _meanings(placed: Sequence[Placed]) -> Meanings:
    return [meaning_of(decision, place.id if place else None) for decision, place in placed]


async def _compare(
    session: AsyncSession, received: RegisterImport, placed: list[Placed], meanings: Meanings
) -> None:
    """ChangedMeanwhile."""
    found = (await session.execute(lines_as_checked(received.id))).all()
    checked: dict[int, Row[int, str, bytes | None]] = {line.number: line for line in found}
    differing = len(checked.keys() - {decision.line.number for decision, _ in placed})
    for (decision, _), meaning in zip(placed, meanings, strict=True):
        line = checked.get(decision.line.number)
        same = line and line.outcome == decision.outcome and line.meaning == meaning
        differing += not same
    if differing:
        raise ChangedMeanwhile(lines=differing)


async def _report(
    session: AsyncSession, received: RegisterImport, placed: list[Placed], meanings: Meanings
) -> None:
    """Line by line what came of it, in place of what the check said."""
    await session.execute(delete(ImportLine).where(ImportLine.import_id == received.id))
    rows = [
        {
            "import_id": received.id,
            "number": decision.line.number,
            "district_id": received.district_id,
            "outcome": decision.outcome,
            "reasons": [reason.as_dict() for reason in decision.reasons],
            "meaning": meaning,
        }
        for (decision, _), meaning in zip(placed, meanings, strict=True)
    ]
    for start in range(0, len(rows), AT_ONCE):
        await session.execute(insert(ImportLine), rows[start : start + AT_ONCE])
    received.lines = len(rows)
    received.counts = dict(Counter(str(decision.outcome) for decision, _ in placed))


def _fail(received: RegisterImport, refusal: Refusal) -> None:
    received.state = ImportState.FAILED
    detail = refusal.detail or refusal.title
    received.problem = {"code": refusal.code, "detail": detail, **refusal.facts}
