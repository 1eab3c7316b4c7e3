"""Putting inspections together for one reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.service import own_photos
from shequ_api.base.files.showing import Showcase
from shequ_api.blocks.forms.models import FormVersion, Submission
from shequ_api.blocks.forms.service import checker_of
from shequ_api.blocks.workflow.queries import trail_lines
from shequ_api.features.patrols import queries, rules
from shequ_api.features.patrols.flow import STATE_TITLES, STEP_TITLES, InspectionState
from shequ_api.features.patrols.models import Hazard, Inspection
from shequ_api.features.patrols.schemas import (
    HazardView,
    InspectionFlagView,
    InspectionLine,
    InspectionReceipt,
    InspectionStepView,
    InspectionView,
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a reader may see of the answers."""

    answers: dict[str, Any]
    withheld: list[str]
    flags: list[InspectionFlagView]
    photo_ids: list[UUID]


def line_of(row: Any) -> InspectionLine:
    """A row of `queries.inspection_lines` as people read it."""
    return InspectionLine(**row, state_title=STATE_TITLES[InspectionState(row["state"])])


async def receipt_of(session: AsyncSession, inspection: Inspection) -> InspectionReceipt:
    """What became of a submission. `inspection.case` must be loaded."""
    ticket_id = None
    if inspection.hazard_level is not None:
        found = select(Hazard.ticket_id).where(Hazard.inspection_id == inspection.id).limit(1)
        ticket_id = await session.scalar(found)
    return InspectionReceipt(
        id=inspection.id,
        state=InspectionState(inspection.case.state),
        received_at=inspection.received_at,
        flags=[InspectionFlagView(**flag) for flag in inspection.flags],
        hazard_level=inspection.hazard_level,
        ticket_id=ticket_id,
    )


async def view_of(
    session: AsyncSession,
    actor: Actor,
    inspection: Inspection,
    showcase: Showcase,
    now: datetime,
) -> InspectionView:
    """The whole inspection, without answers about health for those who need not know them."""
    await session.flush()
    mine = Inspection.id == inspection.id
    line = (await session.execute(queries.inspection_lines(mine))).mappings().one()
    submission = await session.get_one(Submission, inspection.id)
    version = await session.get_one(FormVersion, submission.version_id)
    shown = _shown(actor, inspection, submission, version)
    photos = await own_photos(session, inspection.worker_id, shown.photo_ids)
    hazards = await session.scalars(queries.hazards_of(inspection.id))
    trail = (await session.execute(trail_lines(inspection.case_id))).mappings()
    return InspectionView(
        **line_of(line).model_dump(),
        form_version_id=version.id,
        check_in_id=inspection.check_in_id,
        answers=shown.answers,
        withheld=shown.withheld,
        flags=shown.flags,
        photos=[showcase.view(photo, now) for photo in photos],
        hazards=[HazardView.model_validate(hazard) for hazard in hazards],
        trail=[InspectionStepView(**step, title=STEP_TITLES[step["step"]]) for step in trail],
    )


def _shown(
    actor: Actor, inspection: Inspection, submission: Submission, version: FormVersion
) -> _Shown:
    checker = checker_of(version)
    flags = [InspectionFlagView(**flag) for flag in inspection.flags]
    answers = submission.answers
    withheld: frozenset[str] = frozenset()
    if not rules.sees_sensitive(actor, inspection.worker_id):
        withheld = rules.sensitive_keys(checker.definition)
        answers = rules.public_answers(checker, answers)
        flags = [flag for flag in flags if not flag.sensitive]
    return _Shown(answers, sorted(withheld), flags, checker.photo_ids(answers))
