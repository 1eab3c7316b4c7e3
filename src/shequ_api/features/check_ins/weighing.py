"""Gathering what is known of a check-in, for the rules to weigh."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.base.places.coordinates import wgs_degrees
from shequ_api.base.places.distance import Degrees, metres_between
from shequ_api.base.places.models import Place
from shequ_api.features.check_ins import queries
from shequ_api.features.check_ins.rules import CodeFound, Evidence, Leg, clock_off, happened_at
from shequ_api.features.check_ins.schemas import CheckInDraft, PhonePosition
from shequ_api.features.check_ins.spots import Spot, belongs, metres_away

ANOTHER_DAY = timedelta(days=1)
MOST_SLACK_METRES = 200
"""What one position may be wrong by, at most, when two are compared."""


async def evidence_of(
    session: AsyncSession,
    worker_id: UUID,
    spot: Spot,
    draft: CheckInDraft,
    *,
    code_place: Place | None,
    photos: Sequence[File],
    now: datetime,
) -> Evidence:
    """Six statements at most."""
    here = wgs(draft.position)
    made_at = happened_at(draft.device_at, draft.sent_at, now)
    fence = await queries.fence_of(session, spot, draft.grid_id)
    community_id = spot.columns["community_id"]
    seen = await queries.seen_before(session, photos, community_id, now) if photos else []
    other_day = [it for it in photos if it.taken_at and abs(it.taken_at - made_at) > ANOTHER_DAY]
    return Evidence(
        away_metres=metres_away(fence, here),
        accuracy_metres=draft.position.accuracy_metres,
        mocked=draft.mocked,
        clock_off_seconds=clock_off(draft.device_at, draft.sent_at, now),
        waited_seconds=(now - made_at).total_seconds(),
        code=_found(draft, spot, code_place),
        legs=await _legs(session, worker_id, draft, here, made_at),
        photos_used_before=sum(row.used for row in seen),
        photos_alike=sum(row.alike and not row.used for row in seen),
        photos_of_another_day=len(other_day),
    )


def wgs(position: PhonePosition) -> Degrees:
    """WGS-84 degrees of what the phone said."""
    here = wgs_degrees(position.longitude, position.latitude, position.coordinate_system)
    assert here is not None
    return here


def _found(draft: CheckInDraft, spot: Spot, code_place: Place | None) -> CodeFound:
    if draft.code is None:
        return CodeFound.NONE
    if code_place is None:
        return CodeFound.BAD
    here = belongs(code_place, spot.columns, draft.grid_id)
    return CodeFound.HERE if here else CodeFound.ELSEWHERE


async def _legs(
    session: AsyncSession, worker_id: UUID, draft: CheckInDraft, here: Degrees, made_at: datetime
) -> tuple[Leg, ...]:
    legs = []
    for row in await queries.neighbours(session, worker_id, made_at):
        there = wgs_degrees(row.longitude, row.latitude, row.coordinate_system)
        accuracies = (draft.position.accuracy_metres, row.accuracy_metres)
        slack = sum(min(metres, MOST_SLACK_METRES) for metres in accuracies)
        if there is not None:
            legs.append(
                Leg(
                    metres=max(0.0, metres_between(here, there) - slack),
                    seconds=abs((made_at - row.happened_at).total_seconds()),
                    phone_seconds=abs((draft.device_at - row.device_at).total_seconds()),
                )
            )
    return tuple(legs)
