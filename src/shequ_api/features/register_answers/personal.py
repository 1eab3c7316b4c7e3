"""What this feature keeps about persons: whose answers told, and who decided on conflicts.

Of those whom the register is about it keeps no word: what was said stands in the answers.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.register.models import Entry
from shequ_api.base.registry import PersonalData
from shequ_api.features.register_answers.forgetting import districts, forget_said
from shequ_api.features.register_answers.models import Statement
from shequ_api.features.register_answers.queries import decided_by
from shequ_api.features.register_answers.rules import OUTCOME_TITLES, StatementOutcome
from shequ_api.kit.http.parts import Parts

ERASED = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I decided, and why."""
    found: list[Any] = []
    for district_id in await districts(session):
        await enter_district(session, district_id)
        found += (await session.execute(decided_by(person_id))).all()
    await leave_walls(session)
    return {
        "处理的底册冲突": [
            {
                "地点": row.full_name,
                "时间": row.decided_at,
                "结果": OUTCOME_TITLES[StatementOutcome(row.outcome)],
                "说明": row.note,
            }
            for row in found
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Their words go, and what forms said of those who are forgotten by now; that it was decided
    stays. (Their entries are erased by the register's own module, before this one.)"""
    await forget_said(session, Entry.erased_at.is_not(None))
    for district_id in await districts(session):
        await enter_district(session, district_id)
        theirs = (Statement.decided_by_id == person_id, Statement.note.is_not(None))
        await session.execute(update(Statement).where(*theirs).values(note=ERASED))
    await leave_walls(session)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who said and who decided stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=(
        "register_statements.worker_id",
        "register_statements.decided_by_id",
        "register_statements.former_verified_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
