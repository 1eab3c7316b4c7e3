"""What other features may ask of patrols."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.forms.models import FormVersion, Submission
from shequ_api.blocks.forms.service import answers_at, checker_of
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
    Inspector,
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
    "COUNTS",
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
    "Inspector",
    "PatrolPermission",
    "ReviewDecision",
    "Reviewer",
    "TheConstraints",
    "TheInspection",
    "TheShowcase",
    "Viewer",
    "Visit",
    "facts_of",
    "flag",
    "inspection_rows",
    "inspections_with_cases",
    "last_visit_at",
    "look_of",
    "public_answers",
    "refuse_missing",
    "sees_sensitive",
    "sensitive_keys",
    "shared_photos",
    "submitted",
    "take_step",
    "view_of",
    "visit_of",
    "visits_at",
    "waive",
]


class Visit(NamedTuple):
    """That a worker filled in a form somewhere: when by the phone's clock, and when it came."""

    place_id: UUID
    form_key: str
    worker_id: UUID
    filled_at: datetime
    received_at: datetime


async def shared_photos(session: AsyncSession, inspection: Inspection) -> list[UUID]:
    """The ids of the photos that an inspection's answers name, but those that are sensitive."""
    submission = await session.get_one(Submission, inspection.id)
    checker = checker_of(await session.get_one(FormVersion, submission.version_id))
    answers = await answers_at(session, inspection.id, inspection.answers_number)
    return checker.photo_ids(public_answers(checker, answers))


_VISIT = (
    Inspection.place_id,
    Inspection.form_key,
    Inspection.worker_id,
    Inspection.filled_at,
    Inspection.received_at,
)
_STANDS = Inspection.state != InspectionState.DELETED
COUNTS = Inspection.state.not_in([InspectionState.DELETED, InspectionState.REJECTED])
"""Whether it shows that something was done. Somebody was there by a rejected one, too."""


async def visit_of(
    session: AsyncSession,
    inspection_id: UUID,
    *,
    even_deleted: bool = False,
    even_rejected: bool = True,
) -> Visit | None:
    """The visit behind an inspection; None where there is no such inspection (any more)."""
    row = select(*_VISIT).where(Inspection.id == inspection_id)
    if not even_deleted:
        row = row.where(_STANDS if even_rejected else COUNTS)
    found = (await session.execute(row)).one_or_none()
    return Visit(*found) if found else None


async def visits_at(
    session: AsyncSession, located: Any, form_key: str, begin: datetime, end: datetime
) -> list[tuple[UUID, Visit]]:
    """The inspections of a row's place by a form that show something done, received between two
    instants, the first one first; with their ids."""
    there = (Inspection.building_id == located.building_id, Inspection.place_id == located.place_id)
    came = (Inspection.received_at >= begin, Inspection.received_at < end)
    rows = (
        select(Inspection.id, *_VISIT)
        .where(*there, *came, Inspection.form_key == form_key, COUNTS)
        .order_by(Inspection.received_at, Inspection.id)
    )
    return [(row[0], Visit(*row[1:])) for row in await session.execute(rows)]


OFFLINE_AT_MOST = timedelta(days=7)
"""How long a phone without signal may keep an inspection, and its clock still be believed."""


def _happened_at() -> ColumnElement[datetime]:
    """By the phone's clock where that is plausible, else by ours."""
    believed = and_(
        Inspection.filled_at <= Inspection.received_at,
        Inspection.filled_at >= Inspection.received_at - OFFLINE_AT_MOST,
    )
    return case((believed, Inspection.filled_at), else_=Inspection.received_at)


async def last_visit_at(session: AsyncSession, located: Any) -> datetime | None:
    """When the latest inspection that stands of a row's place was made."""
    there = (Inspection.building_id == located.building_id, Inspection.place_id == located.place_id)
    return await session.scalar(select(func.max(_happened_at())).where(*there, _STANDS))


def inspection_rows(
    community_id: UUID, begin: datetime, end: datetime, received_before: datetime
) -> Select[*tuple[Any, ...]]:
    """The inspections that were filled in in a community between two instants and came in before a
    third: `subject_id`, `happened_at` (by the phone's clock where that is plausible, else by ours),
    `place_id`, `person_id`, `state`, no `value`, and `decided_by_id`: the last to review it."""
    filled = _happened_at()
    came = (Inspection.received_at >= begin, Inspection.received_at < received_before)
    return select(
        Inspection.id.label("subject_id"),
        filled.label("happened_at"),
        Inspection.place_id,
        Inspection.worker_id.label("person_id"),
        Inspection.state,
        cast(null(), Integer).label("value"),
        Inspection.reviewed_by_id.label("decided_by_id"),
    ).where(Inspection.community_id == community_id, *came, filled >= begin, filled < end)
