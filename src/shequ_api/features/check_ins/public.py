"""What other features may ask of check-ins."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.distance import metres_between
from shequ_api.base.places.models import Place
from shequ_api.features.check_ins import queries
from shequ_api.features.check_ins.models import CheckIn, ReviewState
from shequ_api.features.check_ins.rules import RULES, VERSION, as_kept, happened_at, weighed
from shequ_api.features.check_ins.schemas import (
    CheckInDraft,
    ClientId,
    DeviceTime,
    PhonePosition,
    ReasonView,
)
from shequ_api.features.check_ins.weighing import evidence_of, wgs

__all__ = [
    "CheckInSpot",
    "ClientId",
    "DeviceTime",
    "PhonePosition",
    "ReasonView",
    "Weighed",
    "check_in_rows",
    "counting_check_ins",
    "has_checked_in",
    "last_check_in_at",
    "spot_of_check_in",
    "waits_for_review",
    "weigh_at",
]


class CheckInSpot(NamedTuple):
    """The places that a check-in names and whose code was scanned, and both its clocks."""

    place_id: UUID
    code_place_id: UUID | None
    device_at: datetime
    received_at: datetime
    counts: bool
    """Not one that waits for review, or was rejected."""


_COUNTS = CheckIn.review_state.in_([ReviewState.NONE, ReviewState.ACCEPTED])


async def last_check_in_at(
    session: AsyncSession, place_id: UUID, offline_at_most: timedelta
) -> datetime | None:
    """When the latest check-in that counts was made that names a place, or its code: by the phone's
    clock where it was kept no longer than that, else by ours."""
    plausible = and_(
        CheckIn.device_at <= CheckIn.received_at,
        CheckIn.device_at >= CheckIn.received_at - offline_at_most,
    )
    made = case((plausible, CheckIn.device_at), else_=CheckIn.received_at)
    there = or_(CheckIn.place_id == place_id, CheckIn.code_place_id == place_id)
    latest: datetime | None = await session.scalar(select(func.max(made)).where(there, _COUNTS))
    return latest


async def has_checked_in(session: AsyncSession, worker_id: UUID, check_in_id: UUID) -> bool:
    """Whether a check-in is this worker's own, and has arrived."""
    mine = CheckIn.id == check_in_id, CheckIn.worker_id == worker_id
    return await session.scalar(select(CheckIn.id).where(*mine)) is not None


async def spot_of_check_in(
    session: AsyncSession, worker_id: UUID, check_in_id: UUID
) -> CheckInSpot | None:
    """Where and when this worker's own check-in was made; None where it has not arrived."""
    row = select(
        CheckIn.place_id, CheckIn.code_place_id, CheckIn.device_at, CheckIn.received_at, _COUNTS
    ).where(CheckIn.id == check_in_id, CheckIn.worker_id == worker_id)
    found = (await session.execute(row)).one_or_none()
    return CheckInSpot(*found) if found else None


def check_in_rows(
    community_id: UUID, begin: datetime, end: datetime, received_before: datetime
) -> Select[*tuple[Any, ...]]:
    """The check-ins that were made in a community between two instants and came in before a third:
    `subject_id`, `happened_at`, `place_id`, `person_id`, `state` of review, as `value` the
    score, and `decided_by_id`, who reviewed it. None is made before it is received."""
    came = (CheckIn.received_at >= begin, CheckIn.received_at < received_before)
    made = (CheckIn.happened_at >= begin, CheckIn.happened_at < end)
    return select(
        CheckIn.id.label("subject_id"),
        CheckIn.happened_at,
        CheckIn.place_id,
        CheckIn.worker_id.label("person_id"),
        CheckIn.review_state.label("state"),
        CheckIn.score.label("value"),
        CheckIn.reviewed_by_id.label("decided_by_id"),
    ).where(CheckIn.community_id == community_id, *came, *made)


def waits_for_review(located: Any) -> ColumnElement[bool]:
    """Whether a check-in at a row's place, from between its `opens_at` and `closes_at` by either
    clock, waits for review."""
    there = or_(CheckIn.place_id == located.place_id, CheckIn.code_place_id == located.place_id)
    inside = [
        and_(located.opens_at <= at, located.closes_at > at)
        for at in (CheckIn.device_at, CheckIn.received_at)
    ]
    waiting = (CheckIn.review_state == ReviewState.WAITING, there, or_(*inside))
    return exists().where(CheckIn.community_id == located.community_id, *waiting)


def counting_check_ins() -> Select[*tuple[Any, ...]]:
    """The check-ins that count: `id`, `place_id`, `code_place_id`, `worker_id`, both clocks."""
    return select(
        CheckIn.id,
        CheckIn.place_id,
        CheckIn.code_place_id,
        CheckIn.worker_id,
        CheckIn.device_at,
        CheckIn.received_at,
    ).where(_COUNTS)


class Weighed(NamedTuple):
    """What saying "I am here now" at a place is worth, by the rules of check-ins."""

    happened_at: datetime
    distance_metres: float | None
    score: int
    rules_version: int
    reasons: list[dict[str, Any]]


async def weigh_at(
    session: AsyncSession,
    person_id: UUID,
    place_id: UUID,
    said: dict[str, Any],
    *,
    code_place: Place | None,
    now: datetime,
) -> Weighed | None:
    """Weigh what a phone said at a place (`position`, `device_at`, `sent_at`, `code`, `mocked`) as
    a check-in there would be; None where no such place stands. Nothing is kept."""
    spot = await queries.place_spot(session, place_id)
    if spot is None:
        return None
    draft = CheckInDraft.model_validate({**said, "place_id": place_id})
    evidence = await evidence_of(
        session, person_id, spot, draft, code_place=code_place, photos=[], now=now
    )
    verdict = weighed(evidence, RULES[VERSION])
    away = metres_between(wgs(draft.position), spot.position) if spot.position else None
    return Weighed(
        happened_at(draft.device_at, draft.sent_at, now),
        None if away is None else round(away, 1),
        verdict.score,
        VERSION,
        as_kept(verdict.marks),
    )
