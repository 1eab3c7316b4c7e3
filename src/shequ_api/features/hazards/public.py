"""What other features may ask of hazards."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.hazards import queries
from shequ_api.features.hazards.flow import OPEN, STATE_TITLES, TO_RECTIFY, HazardState
from shequ_api.features.hazards.loading_router import (
    Decider,
    Follower,
    Setter,
    TheHazard,
    Viewer,
    Waiver,
)
from shequ_api.features.hazards.models import SCOPES as HAZARD_SCOPES
from shequ_api.features.hazards.models import Hazard, HazardDeadline
from shequ_api.features.hazards.permissions import HazardPermission
from shequ_api.features.hazards.queries import any_of as named
from shequ_api.features.hazards.queries import locked
from shequ_api.features.hazards.rules import (
    LONGEST_WORKDAYS,
    Deadline,
    Judged,
    Look,
    Raised,
    ticket_text,
)
from shequ_api.features.hazards.schemas import HazardView
from shequ_api.features.hazards.service.finding import take_in
from shequ_api.features.hazards.service.judging import begin, put_right
from shequ_api.features.hazards.service.steps import drop
from shequ_api.features.hazards.service.terms import deadlines_of, terms_of
from shequ_api.features.hazards.service.withdrawing import retell, withdraw
from shequ_api.features.hazards.showing import view_of

__all__ = [
    "HAZARD_SCOPES",
    "LONGEST_WORKDAYS",
    "OPEN",
    "STATE_TITLES",
    "TO_RECTIFY",
    "Deadline",
    "Decider",
    "Follower",
    "Hazard",
    "HazardDeadline",
    "HazardPermission",
    "HazardState",
    "HazardView",
    "Judged",
    "Look",
    "Raised",
    "Setter",
    "TheHazard",
    "Viewer",
    "Waiver",
    "anything_to_reinspect",
    "begin",
    "deadlines_of",
    "drop",
    "hazards_of",
    "is_to_reinspect",
    "locked",
    "named",
    "put_right",
    "retell",
    "take_in",
    "terms_of",
    "ticket_of",
    "ticket_text",
    "view_of",
    "waits_for_another",
    "withdraw",
]


async def is_to_reinspect(session: AsyncSession, hazard_id: UUID) -> bool:
    """Whether a hazard waits to be looked at again."""
    return bool(await session.scalar(queries.to_reinspect(Hazard.id == hazard_id)))


async def anything_to_reinspect(session: AsyncSession, place_id: UUID, form_key: str) -> bool:
    """Whether any hazard of a form at a place does."""
    there = (Hazard.place_id == place_id, Hazard.form_key == form_key)
    return bool(await session.scalar(queries.to_reinspect(*there)))


async def waits_for_another(
    session: AsyncSession, place_id: UUID, form_key: str, worker_id: UUID
) -> bool:
    """Whether any waits there that this worker put right: somebody else is to look at it."""
    there = (Hazard.place_id == place_id, Hazard.form_key == form_key)
    theirs = Hazard.rectified_by_id == worker_id
    return bool(await session.scalar(queries.to_reinspect(*there, theirs)))


class HazardNamed(NamedTuple):
    """A hazard that an inspection says is there, as it stands now."""

    id: UUID
    field: str
    level: str
    text: str
    ticket_id: UUID | None
    state: HazardState
    state_title: str


async def hazards_of(session: AsyncSession, submission_id: UUID) -> list[HazardNamed]:
    """The hazards of an inspection, in the order of the form. One statement."""
    rows = await session.execute(queries.by_submission(submission_id))
    return [
        HazardNamed(
            row.id,
            row.field,
            row.level,
            row.text,
            row.ticket_id,
            HazardState(row.state),
            STATE_TITLES[HazardState(row.state)],
        )
        for row in rows
    ]


async def ticket_of(session: AsyncSession, submission_id: UUID) -> UUID | None:
    """The ticket of an inspection's hazards: of the first that has one. One statement."""
    rows = await session.execute(queries.by_submission(submission_id))
    return next((row.ticket_id for row in rows if row.ticket_id is not None), None)
