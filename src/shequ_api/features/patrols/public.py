"""What other features may ask of patrols."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.patrols.alone import alone, problem_of
from shequ_api.features.patrols.batch_schemas import ItemProblem
from shequ_api.features.patrols.flow import STEP_OF, InspectionState, ReviewDecision
from shequ_api.features.patrols.loading_router import (
    AnyInspection,
    Corrector,
    Deleter,
    InspectionIsDeleted,
    Reviewer,
    TheConstraints,
    TheInspection,
    TheShowcase,
    Viewer,
)
from shequ_api.features.patrols.models import Hazard, Inspection
from shequ_api.features.patrols.permissions import PatrolPermission
from shequ_api.features.patrols.queries import hazards_of, inspections_with_cases
from shequ_api.features.patrols.rules import Flag, sees_sensitive
from shequ_api.features.patrols.schemas import InspectionReview, InspectionView
from shequ_api.features.patrols.service.photos import refuse_missing, waive
from shequ_api.features.patrols.service.reception import flag, report
from shequ_api.features.patrols.service.steps import facts_of, take_step
from shequ_api.features.patrols.showing import view_of

__all__ = [
    "STEP_OF",
    "AnyInspection",
    "Corrector",
    "Deleter",
    "Flag",
    "Hazard",
    "Inspection",
    "InspectionIsDeleted",
    "InspectionReview",
    "InspectionState",
    "InspectionView",
    "ItemProblem",
    "PatrolPermission",
    "ReviewDecision",
    "Reviewer",
    "TheConstraints",
    "TheInspection",
    "TheShowcase",
    "Viewer",
    "Visit",
    "alone",
    "facts_of",
    "flag",
    "hazards_of",
    "inspections_with_cases",
    "problem_of",
    "refuse_missing",
    "report",
    "sees_sensitive",
    "take_step",
    "view_of",
    "visit_of",
    "waive",
]


class Visit(NamedTuple):
    """That a worker filled in a form somewhere: when by the phone's clock, and when it came."""

    place_id: UUID
    form_key: str
    worker_id: UUID
    filled_at: datetime
    received_at: datetime


async def visit_of(session: AsyncSession, inspection_id: UUID) -> Visit | None:
    """The visit behind an inspection; None where there is no such inspection (any more)."""
    row = select(
        Inspection.place_id,
        Inspection.form_key,
        Inspection.worker_id,
        Inspection.filled_at,
        Inspection.received_at,
    ).where(Inspection.id == inspection_id, Inspection.state != InspectionState.DELETED)
    found = (await session.execute(row)).one_or_none()
    return Visit(*found) if found else None
