"""Putting inspections together for one reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.showing import Showcase
from shequ_api.blocks.forms.models import FormVersion, Submission
from shequ_api.blocks.forms.service import answers_at, checker_of
from shequ_api.blocks.workflow.queries import trail_lines
from shequ_api.features.hazards.public import hazards_of, ticket_of
from shequ_api.features.patrols import queries, rules
from shequ_api.features.patrols.count_schemas import GridCount, InspectionCounts
from shequ_api.features.patrols.flow import STATE_TITLES, STEP_TITLES, InspectionState
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.patrols.rules import PhotoState
from shequ_api.features.patrols.schemas import (
    ExpectedPhotoView,
    InspectionDraft,
    InspectionFlagView,
    InspectionHazardView,
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


def counts_of(first: date, last: date, rows: Sequence[Any]) -> InspectionCounts:
    """Rows of `queries.counts_by_grid`, put together by grid."""
    grids = []
    for (grid_id, name), found in groupby(rows, key=lambda row: (row.micro_grid_id, row.grid_name)):
        by_state = {InspectionState(row.state): row[2] for row in found}
        total = sum(n for state, n in by_state.items() if state != InspectionState.DELETED)
        grids.append(
            GridCount(micro_grid_id=grid_id, grid_name=name, by_state=by_state, total=total)
        )
    total = sum(grid.total for grid in grids)
    return InspectionCounts(first_day=first, last_day=last, total=total, grids=grids)


async def receipt_of(
    session: AsyncSession, inspection: Inspection, draft: InspectionDraft
) -> InspectionReceipt:
    """What became of a submission, which was this one. Of a deleted one its tombstone."""
    gone = inspection.state == InspectionState.DELETED
    expected = []
    if draft.expected_photos and not gone:
        expected = await expected_views(session, inspection)
    ticket_id = None
    if inspection.hazard_level is not None and not gone:
        ticket_id = await ticket_of(session, inspection.id)
    return InspectionReceipt(
        id=inspection.id,
        state=InspectionState(inspection.state),
        received_at=inspection.received_at,
        flags=[] if gone else [InspectionFlagView(**flag) for flag in inspection.flags],
        hazard_level=None if gone else inspection.hazard_level,
        ticket_id=ticket_id,
        expected_photos=expected,
    )


async def expected_views(session: AsyncSession, inspection: Inspection) -> list[ExpectedPhotoView]:
    """What was to come later, and whether it came."""
    await session.flush()
    rows = await session.execute(queries.expected_photos(inspection))
    return [
        ExpectedPhotoView(
            photo_id=row.photo_id,
            sha256=row.sha256,
            state=PhotoState.MISSING if row.file_id is None else PhotoState.RECEIVED,
        )
        for row in rows
    ]


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
    answers = await answers_at(session, inspection.id, inspection.answers_number)
    shown = _shown(actor, inspection, answers, version)
    photos = await session.scalars(queries.photos_of(inspection, shown.photo_ids))
    hazards = await hazards_of(session, inspection.id)
    trail = (await session.execute(trail_lines(inspection.case_id))).mappings()
    return InspectionView(
        **line_of(line).model_dump(),
        form_version_id=version.id,
        check_in_id=inspection.check_in_id,
        answers_number=inspection.answers_number,
        answers=shown.answers,
        withheld=shown.withheld,
        flags=shown.flags,
        photos=[showcase.view(photo, now) for photo in photos],
        expected_photos=await expected_views(session, inspection),
        photos_waived_at=inspection.photos_waived_at,
        hazards=[InspectionHazardView(**hazard._asdict()) for hazard in hazards],
        trail=[InspectionStepView(**step, title=STEP_TITLES[step["step"]]) for step in trail],
    )


def _shown(
    actor: Actor, inspection: Inspection, answers: dict[str, Any], version: FormVersion
) -> _Shown:
    checker = checker_of(version)
    flags = [InspectionFlagView(**flag) for flag in inspection.flags]
    withheld: frozenset[str] = frozenset()
    if not rules.sees_sensitive(actor, inspection.worker_id):
        withheld = rules.sensitive_keys(checker.definition)
        answers = rules.public_answers(checker, answers)
        flags = [flag for flag in flags if not flag.sensitive]
    return _Shown(answers, sorted(withheld), flags, checker.photo_ids(answers))
