"""Conflicts as they are shown: both values, masked where they are sealed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.blocks.forms.checking import Checker
from shequ_api.blocks.forms.hiding import opened
from shequ_api.blocks.forms.service import checkers_of
from shequ_api.features.register_answers.public import (
    OUTCOME_TITLES,
    REASON_TITLES,
    ConflictReason,
    Statement,
    StatementOutcome,
    Subject,
    known_view,
    masked,
)
from shequ_api.features.register_conflicts.schemas import ConflictLine
from shequ_api.features.register_conflicts.service.closing import subjects_behind
from shequ_api.features.register_conflicts.service.deciding import fact_of, said_in


async def conflict_lines(
    session: AsyncSession, seal: RegisterSeal, rows: Sequence[Mapping[str, Any]]
) -> list[ConflictLine]:
    """Rows of `queries.statement_lines`, in as many statements for many as for one."""
    statements = [row["Statement"] for row in rows]
    places = {row["Place"].id: row["Place"] for row in rows}
    subjects = await subjects_behind(session, statements, places)
    checkers = await checkers_of(session, {row["version_id"] for row in rows})
    return [_line(seal, row, subjects, checkers[row["version_id"]]) for row in rows]


def _line(
    seal: RegisterSeal,
    row: Mapping[str, Any],
    subjects: Mapping[UUID, Subject],
    checker: Checker,
) -> ConflictLine:
    one: Statement = row["Statement"]
    fact, reason = fact_of(one), one.reason
    subject = subjects.get(one.entry_id or one.premises_id or one.place_id)
    stored = row["answers"], row["sealed"]
    answers = opened(seal, one.submission_id, one.answers_number, *stored)
    said = said_in(checker, answers, one)
    return ConflictLine(
        id=one.id,
        subject=fact.subject,
        place_id=one.place_id,
        place_name=row["Place"].full_name,
        entry_id=one.entry_id,
        premises_id=one.premises_id,
        key=one.key,
        title=fact.title,
        sealed=fact.sealed,
        outcome=StatementOutcome(one.outcome),
        outcome_title=OUTCOME_TITLES[StatementOutcome(one.outcome)],
        reason=reason and ConflictReason(reason),
        reason_title=REASON_TITLES[ConflictReason(reason)] if reason else None,
        said=masked(fact, said) if subject else None,
        observed_at=one.observed_at,
        inspection_id=one.submission_id,
        form_title=row["form_title"],
        worker_id=one.worker_id,
        worker_name=row["worker_name"],
        known=known_view(seal, subject, fact) if subject else None,
        told_at=one.told_at,
        decided_at=one.decided_at,
        decided_by_name=row["decided_by_name"],
        note=one.note,
    )
