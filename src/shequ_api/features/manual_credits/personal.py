"""What this feature keeps about persons: what they got without a rule, and who said so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.manual_credits.models import ManualCredit, ManualCreditPhoto
from shequ_api.features.manual_credits.rules import (
    REASON_TITLES,
    STATE_TITLES,
    CreditReason,
    CreditState,
)
from shequ_api.features.manual_credits.service.closing import close
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I got or was to get, and what I asked for or decided."""
    mine = ManualCredit.person_id == person_id
    signed = or_(
        ManualCredit.asked_by_id == person_id,
        ManualCredit.closed_by_id == person_id,
        ManualCredit.reversed_by_id == person_id,
    )
    return {
        "人工补发积分": await _told(session, mine),
        "经办的人工补发积分": await _told(session, signed),
    }


async def _told(session: AsyncSession, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    found = select(ManualCredit).where(which).order_by(ManualCredit.asked_at)
    return [
        {
            "积分": each.amount_points,
            "事由": REASON_TITLES[CreditReason(each.reason)],
            "说明": each.note,
            "依据": each.reference,
            "状态": STATE_TITLES[CreditState(each.state)],
            "处理意见": each.closing_note,
            "冲正原因": each.reversal_note,
            "时间": each.asked_at,
        }
        for each in await session.scalars(found)
    ]


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """What was said of them, what shows them and what they said, goes; the points in a ledger stay.
    What nobody decided yet is off."""
    waiting = select(ManualCredit).where(
        ManualCredit.person_id == person_id, ManualCredit.state == CreditState.PENDING
    )
    for credit in await session.scalars(waiting.order_by(ManualCredit.id).with_for_update()):
        close(session, credit, CreditState.WITHDRAWN, None, None, now=now)
    await session.flush()
    theirs = ManualCredit.person_id == person_id
    said: Sequence[tuple[Any, Any]] = (
        (ManualCredit.note, or_(theirs, ManualCredit.asked_by_id == person_id)),
        (ManualCredit.reference, or_(theirs, ManualCredit.asked_by_id == person_id)),
        (ManualCredit.closing_note, or_(theirs, ManualCredit.closed_by_id == person_id)),
        (ManualCredit.reversal_note, or_(theirs, ManualCredit.reversed_by_id == person_id)),
    )
    # Lists that show who was there show them, too.
    about = select(ManualCredit.id).where(theirs)
    shown = delete(ManualCreditPhoto).where(ManualCreditPhoto.credit_id.in_(about))
    await session.execute(shown, execution_options=QUIET)
    for words, whose in said:
        gone = update(ManualCredit).where(whose, words.is_not(None)).values({words: FORGOTTEN})
        await session.execute(gone, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What one account got is the other's; who asked and decided stays as it was signed."""
    await repoint(session, [ManualCredit.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "manual_credits.person_id",
        "manual_credits.asked_by_id",
        "manual_credits.closed_by_id",
        "manual_credits.reversed_by_id",
        "manual_credit_limits.set_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
