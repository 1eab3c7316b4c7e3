"""Putting edits and tombstones together for one reader."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.forms.differences import differences
from shequ_api.blocks.forms.models import FormVersion, Submission, SubmissionEdit
from shequ_api.blocks.forms.service import answers_at, checker_of
from shequ_api.blocks.workflow.queries import trail_lines
from shequ_api.features.inspection_reviews import queries
from shequ_api.features.inspection_reviews.schemas import (
    DifferenceView,
    EditView,
    InspectionTombstone,
)
from shequ_api.features.patrols.public import Inspection, InspectionState, sees_sensitive


async def tombstone_of(session: AsyncSession, inspection: Inspection) -> InspectionTombstone:
    """What is left of a deleted inspection."""
    await session.flush()
    trail = (await session.execute(trail_lines(inspection.case_id))).all()
    return InspectionTombstone(
        id=inspection.id,
        state=InspectionState(inspection.state),
        deleted_at=trail[-1].at,
        deleted_by_name=trail[-1].actor_name,
        reason=trail[-1].note,
    )


async def edit_view(
    session: AsyncSession, actor: Actor, inspection: Inspection, edit: SubmissionEdit
) -> EditView:
    """An edit and what it changed, but what this reader need not know."""
    await session.flush()
    mine = SubmissionEdit.number == edit.number
    line = (await session.execute(queries.edit_lines(inspection.id).where(mine))).mappings().one()
    submission = await session.get_one(Submission, inspection.id)
    version = await session.get_one(FormVersion, submission.version_id)
    before = await answers_at(session, inspection.id, edit.number - 1)
    definition = checker_of(version).definition
    after = await answers_at(session, inspection.id, edit.number)
    found = differences(definition, before, after)
    sees = sees_sensitive(actor, inspection.worker_id)
    return EditView(
        **line,
        differences=[DifferenceView.model_validate(d) for d in found if sees or not d.sensitive],
        withheld=[] if sees else sorted({d.field for d in found if d.sensitive}),
    )
