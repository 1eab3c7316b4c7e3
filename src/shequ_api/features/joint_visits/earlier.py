"""What forms said at a door the last time: for whoever fills them in again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.forms.models import FormVersion, Submission, SubmissionEdit
from shequ_api.blocks.forms.service import checker_of
from shequ_api.features.patrols.public import (
    Inspection,
    InspectionState,
    public_answers,
    sees_sensitive,
    sensitive_keys,
)


class EarlierAnswers(NamedTuple):
    """The last answers to one form at one place, without those that the reader need not know."""

    place_id: UUID
    form_key: str
    filled_at: datetime
    answers: dict[str, Any]
    withheld: list[str]


async def earlier_answers(
    session: AsyncSession,
    actor: Actor,
    *,
    building_ids: Collection[UUID],
    place_ids: Collection[UUID],
    form_keys: Collection[str],
) -> list[EarlierAnswers]:
    """Of each form at each of these places (in these buildings) the last answers that stand.

    Answers about health only for the one who wrote them down, or reviews. Two statements.
    """
    edit = and_(
        SubmissionEdit.submission_id == Inspection.id,
        SubmissionEdit.number == Inspection.answers_number,
    )
    gone = (InspectionState.DELETED, InspectionState.REJECTED)
    last = (
        select(
            Inspection.place_id,
            Inspection.form_key,
            Inspection.worker_id,
            Inspection.filled_at,
            func.coalesce(SubmissionEdit.answers, Submission.answers).label("answers"),
            Submission.version_id,
        )
        .join(Submission, Submission.id == Inspection.id)
        .outerjoin(SubmissionEdit, edit)
        .where(Inspection.building_id.in_(building_ids), Inspection.place_id.in_(place_ids))
        .where(Inspection.form_key.in_(form_keys), Inspection.state.not_in(gone))
        .ext(distinct_on(Inspection.place_id, Inspection.form_key))
        .order_by(Inspection.place_id, Inspection.form_key, Inspection.received_at.desc())
    )
    rows = (await session.execute(last)).all()
    used = select(FormVersion).where(FormVersion.id.in_({row.version_id for row in rows}))
    versions = {one.id: one for one in await session.scalars(used)}
    return [_shown(actor, row, versions[row.version_id]) for row in rows]


def _shown(actor: Actor, row: Any, version: FormVersion) -> EarlierAnswers:
    answers, withheld = row.answers, frozenset[str]()
    if not sees_sensitive(actor, row.worker_id):
        checker = checker_of(version)
        withheld = sensitive_keys(checker.definition)
        answers = public_answers(checker, answers)
    return EarlierAnswers(row.place_id, row.form_key, row.filled_at, answers, sorted(withheld))
