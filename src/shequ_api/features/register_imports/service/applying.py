"""Checking a file, and writing it into the register, whole or not at all."""

from collections import Counter
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place
from shequ_api.features.register.public import (
    Origin,
    RegisterSeal,
    Source,
    Stay,
    believe_since,
    belong_as,
    new_entry,
    rewrite,
    settle_in,
)
from shequ_api.features.register_imports.events import ImportApplied
from shequ_api.features.register_imports.matching import Decision, Outcome
from shequ_api.features.register_imports.models import ImportLine, ImportState, RegisterImport
from shequ_api.features.register_imports.service.reading import Placed, decisions_on
from shequ_api.features.register_imports.service.reception import opened
from shequ_api.kit.clock import CHINA, china_date
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.errors import Refusal

NOON = time(12)
AT_ONCE = 1_000


class ChangedMeanwhile(Refusal):
    code, title = "changed_meanwhile", "核对之后人房信息有变化，请重新核对"


async def check(
    session: AsyncSession,
    cipher: FieldCipher,
    seal: RegisterSeal,
    received: RegisterImport,
    *,
    now: datetime,
) -> None:
    """The dry run: what would become of each line. Nothing of the register changes."""
    if received.state != ImportState.RECEIVED:
        return
    try:
        placed = await _decided(session, cipher, seal, received, now)
    except Refusal as refusal:
        _fail(received, refusal)
        return
    await _report(session, received, placed)
    received.state, received.checked_at = ImportState.CHECKED, now


async def apply(
    session: AsyncSession,
    cipher: FieldCipher,
    seal: RegisterSeal,
    received: RegisterImport,
    *,
    now: datetime,
) -> None:
    """Write all lines that are not refused, in one transaction.

    Decided anew, under locks: where it comes out otherwise than it was checked, nothing is written.
    """
    if received.state != ImportState.APPLYING:
        return
    checked = received.counts.get(Outcome.REFUSED, 0)
    try:
        placed = await _decided(session, cipher, seal, received, now)
        refused = sum(decision.outcome == Outcome.REFUSED for decision, _ in placed)
        if refused != checked:
            raise ChangedMeanwhile
    except Refusal as refusal:
        _fail(received, refusal)
        return
    for decision, dwelling in placed:
        if dwelling is not None:
            await _write(session, seal, decision, Place(**_columns(dwelling.row)), received, now)
    await session.flush()
    await _report(session, received, placed)
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
    now: datetime,
) -> list[Placed]:
    await enter_district(session, received.district_id)
    # One import of a community at a time: two files may bring the same newcomers.
    lock = func.hashtextextended(f"register_imports:{received.community_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(lock)))
    data = opened(cipher, received)
    return await decisions_on(
        session, seal, data, received.community_id, today=china_date(received.created_at)
    )


async def _write(
    session: AsyncSession,
    seal: RegisterSeal,
    decision: Decision,
    dwelling: Place,
    received: RegisterImport,
    now: datetime,
) -> None:
    """One line, as a door visit would write it, but seen on the line's day."""
    line, known, identity = decision.line, decision.known, decision.identity
    if decision.outcome in {Outcome.UNCHANGED, Outcome.REFUSED} or identity is None:
        return
    origin = Origin(source=Source.IMPORT, source_id=received.id)
    by: dict[str, Any] = {"origin": origin, "actor_id": received.requested_by_id, "now": now}
    stay = Stay(
        belonging=str(line.belonging),
        starts_on=line.starts_on or line.verified_on or china_date(received.created_at),
    )
    seen_at = datetime.combine(line.verified_on, NOON, CHINA) if line.verified_on else None
    if known is None:
        entry = new_entry(seal, dwelling, identity, **by)
        session.add(entry)
        occupancy: Any = settle_in(session, entry, stay, **by)
    else:
        entry, occupancy = known.row, known.stay
        # A file without a day proves no new look; an older one than the last, none either.
        seen_at = max(seen_at or entry.verified_at, entry.verified_at)
        rewrite(session, seal, entry, identity, **by)
        if known.stay is None:
            entry.ended_at = None
            occupancy = settle_in(session, entry, stay, **by)
        elif decision.belongs_anew:
            occupancy = await belong_as(session, entry, stay, **by)
    if seen_at is not None:
        believe_since(entry, seen_at)
        believe_since(occupancy, seen_at)


async def _report(session: AsyncSession, received: RegisterImport, placed: list[Placed]) -> None:
    """Line by line what came of it, in place of what the check said."""
    await session.execute(delete(ImportLine).where(ImportLine.import_id == received.id))
    rows = [
        {
            "import_id": received.id,
            "number": decision.line.number,
            "district_id": received.district_id,
            "outcome": decision.outcome,
            "reasons": [reason.as_dict() for reason in decision.reasons],
        }
        for decision, _ in placed
    ]
    for start in range(0, len(rows), AT_ONCE):
        await session.execute(insert(ImportLine), rows[start : start + AT_ONCE])
    received.lines = len(rows)
    received.counts = dict(Counter(str(decision.outcome) for decision, _ in placed))


def _fail(received: RegisterImport, refusal: Refusal) -> None:
    received.state = ImportState.FAILED
    detail = refusal.detail or refusal.title
    received.problem = {"code": refusal.code, "detail": detail, **refusal.facts}


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in Place.__table__.columns}


async def locked(session: AsyncSession, import_id: UUID) -> RegisterImport:
    """The import, under its lock."""
    return await session.get_one(RegisterImport, import_id, with_for_update=True)
