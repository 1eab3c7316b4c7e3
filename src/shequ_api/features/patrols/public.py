"""What other features may ask of patrols."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, and_, case, cast, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.patrols.alone import alone, problem_of
from shequ_api.features.patrols.batch_schemas import ItemProblem
from shequ_api.features.patrols.flow import (
    STATE_TITLES,
    STEP_OF,
    WAITING,
    InspectionState,
    ReviewDecision,
)
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
    submitted,
)
from shequ_api.features.patrols.models import Inspection, InspectionPhoto
from shequ_api.features.patrols.permissions import PatrolPermission
from shequ_api.features.patrols.queries import inspections_with_cases
from shequ_api.features.patrols.rules import public_answers, sees_sensitive, sensitive_keys
from shequ_api.features.patrols.schemas import (
    InspectionDraft,
    InspectionReceipt,
    InspectionReview,
    InspectionView,
)
from shequ_api.features.patrols.service.photos import refuse_missing, waive
from shequ_api.features.patrols.service.reception import flag, look_of
from shequ_api.features.patrols.service.steps import facts_of, take_step
from shequ_api.features.patrols.showing import view_of

__all__ = [
    "STATE_TITLES",
    "STEP_OF",
    "WAITING",
    "AnyInspection",
    "Corrector",
    "Deleter",
    "Inspection",
    "InspectionDraft",
    "InspectionIsDeleted",
    "InspectionPhoto",
    "InspectionReceipt",
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
    "inspection_rows",
    "inspections_with_cases",
    "look_of",
    "problem_of",
    "public_answers",
    "refuse_missing",
    "sees_sensitive",
    "sensitive_keys",
    "submitted",
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


OFFLINE_AT_MOST = timedelta(days=7)
"""How long a phone without signal may keep an inspection, and its clock still be believed."""


def inspection_rows(
    community_id: UUID, begin: datetime, end: datetime, received_before: datetime
) -> Select[*tuple[Any, ...]]:
    """The inspections that were filled in in a community between two instants and came in before a
    third: `subject_id`, `happened_at` (by the phone's clock where that is plausible, else by ours),
    `place_id`, `person_id`, `state`, and no `value`."""
    believed = and_(
        Inspection.filled_at <= Inspection.received_at,
        Inspection.filled_at >= Inspection.received_at - OFFLINE_AT_MOST,
    )
    filled = case((believed, Inspection.filled_at), else_=Inspection.received_at)
    came = (Inspection.received_at >= begin, Inspection.received_at < received_before)
    return select(
        Inspection.id.label("subject_id"),
        filled.label("happened_at"),
        Inspection.place_id,
        Inspection.worker_id.label("person_id"),
        Inspection.state,
        cast(null(), Integer).label("value"),
    ).where(Inspection.community_id == community_id, *came, filled >= begin, filled < end)
