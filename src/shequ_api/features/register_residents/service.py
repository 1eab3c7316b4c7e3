"""Corrections: what persons ask to have changed in their own entries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.consents import SENSITIVE, refuse_withdrawn
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.models import Correction, Entry, where_of
from shequ_api.base.register.rules import BY_CONSENT, Origin, settled, with_changes
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import correct_entry, identity_of
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id

TABLE = "register_corrections"


class NothingAsked(Malformed):
    code, title = "nothing_asked", "请写明要更正的内容"


class CorrectionWaits(NotNow):
    code, title = "correction_waits", "已有一条更正申请在等待核实"


class CorrectionDecided(NotNow):
    code, title = "correction_decided", "这条更正申请已处理"


class NotYourOwn(Forbidden):
    code, title = "not_your_own", "不能处理自己的更正申请"


class ReasonNeeded(Malformed):
    code, title = "reason_needed", "不予更正时请说明原因"


async def ask_correction(
    session: AsyncSession,
    seal: RegisterSeal,
    actor: Actor,
    entry: Entry,
    wanted: Mapping[str, Any],
    *,
    note: str | None,
    now: datetime,
) -> Correction:
    """Ask to have one's own entry put right; it waits for the grid's worker. CorrectionWaits,
    ConsentIsWithdrawn."""
    if not wanted and not note:
        raise NothingAsked
    if BY_CONSENT & wanted.keys():
        await refuse_withdrawn(session, actor.person_id, SENSITIVE)
    settled(with_changes(identity_of(seal, entry), wanted), today=china_date(now))
    row_id = new_id()
    asked = {"wanted": dict(wanted), "note": note}
    correction = Correction(
        id=row_id,
        entry_id=entry.id,
        person_id=actor.person_id,
        **where_of(entry),
        wanted_sealed=seal.seal_facts(TABLE, row_id, "wanted", asked),
        asked_at=now,
    )
    session.add(correction)
    await session.flush()
    return correction


async def decide_correction(
    session: AsyncSession,
    seal: RegisterSeal,
    actor: Actor,
    correction: Correction,
    entry: Entry,
    *,
    accepted: bool,
    reason: str | None,
    now: datetime,
) -> Correction:
    """Confirm what was asked, which the entry says from now on, or reject it with a reason.

    Both stay. Correction and entry are locked.
    """
    if correction.person_id == actor.person_id:
        raise NotYourOwn
    if correction.decided_at is not None:
        raise CorrectionDecided
    if not accepted and not reason:
        raise ReasonNeeded
    correction.decided_at, correction.decided_by_id = now, actor.person_id
    correction.accepted, correction.reason = accepted, reason
    if accepted:
        await correct_entry(
            session,
            seal,
            entry,
            asked_of(seal, correction)["wanted"],
            origin=Origin(source=RegisterSource.SELF_DECLARED, source_id=correction.id),
            actor_id=actor.person_id,
            now=now,
        )
    await session.flush()
    return correction


def asked_of(seal: RegisterSeal, correction: Correction) -> dict[str, Any]:
    """`wanted` (field → value) and `note`, in clear."""
    found = seal.open_facts(TABLE, correction.id, "wanted", correction.wanted_sealed)
    return found or {"wanted": {}, "note": None}
