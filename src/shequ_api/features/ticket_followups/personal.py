"""What this feature keeps about persons: who called, drew and checked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_followups.models import QualityCheck, ReturnVisit
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET

ERASED = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I noted when I called or looked again."""
    called = select(ReturnVisit).where(ReturnVisit.done_by_id == person_id)
    checked = select(QualityCheck).where(QualityCheck.checked_by_id == person_id)
    return {
        "回访": [
            {"诉求编号": each.ticket_id, "记录": each.note, "时间": each.done_at}
            for each in await session.scalars(called.order_by(ReturnVisit.done_at))
        ],
        "抽检": [
            {"诉求编号": each.ticket_id, "合格": each.passed, "记录": each.note}
            for each in await session.scalars(checked.order_by(QualityCheck.checked_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Their words go; that somebody called or looked stays, by whom is gone with the name."""
    for model, author in (
        (ReturnVisit, ReturnVisit.done_by_id),
        (QualityCheck, QualityCheck.checked_by_id),
    ):
        theirs = update(model).where(author == person_id, model.note.is_not(None))
        await session.execute(theirs.values(note=ERASED), execution_options=QUIET)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who looked again stays as it was signed, for it was not who handled it."""


PERSONAL_DATA = PersonalData(
    columns=(
        "return_visits.done_by_id",
        "quality_samples.drawn_by_id",
        "quality_checks.checked_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
