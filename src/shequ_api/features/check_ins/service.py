"""Checking in: once under each id of a client."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.coordinates import wgs_degrees
from shequ_api.base.places.distance import metres_between
from shequ_api.blocks.forms.canonical import body_hash
from shequ_api.features.check_ins.models import CheckIn
from shequ_api.features.check_ins.rules import Spot
from shequ_api.features.check_ins.schemas import CheckInDraft, PhonePosition
from shequ_api.kit.errors import NotNow


class CheckInDiffers(NotNow):
    """The id was used for another check-in."""

    code, title = "check_in_differs", "同一编号已提交过不同的打卡"


def digest_of(draft: CheckInDraft) -> bytes:
    """The hash of what was sent and says something: an optional field that a later release adds
    changes no earlier hash, and null is as good as nothing where nothing is the default."""
    said = draft.model_dump(
        mode="json", exclude_unset=True, exclude_defaults=True, exclude={"sent_at"}
    )
    return body_hash(said)


def as_before(actor: Actor, kept: CheckIn, body_hash: bytes) -> CheckIn:
    """The check-in that was sent before, where this is the same again."""
    if kept.worker_id != actor.person_id or kept.body_hash != body_hash:
        raise CheckInDiffers
    return kept


async def check_in(
    session: AsyncSession,
    actor: Actor,
    spot: Spot,
    draft: CheckInDraft,
    *,
    check_in_id: UUID,
    code_place_id: UUID | None,
    body_hash: bytes,
    now: datetime,
) -> tuple[CheckIn, bool]:
    """Keep a check-in under the client's id; True where it is new.

    Evidence is measured and stored, and never a reason to refuse: a phone with a wrong clock, a
    weak signal or a code that is no good checks in all the same. Two at once: one is new, the other
    finds it.
    """
    row = insert(CheckIn).values(
        **spot.columns,
        **draft.position.model_dump(),
        id=check_in_id,
        worker_id=actor.person_id,
        grid_id=draft.grid_id,
        code_place_id=code_place_id,
        distance_metres=_distance(draft.position, spot),
        device_at=draft.device_at,
        received_at=now,
        clock_skew_seconds=(now - (draft.sent_at or draft.device_at)).total_seconds(),
        body_hash=body_hash,
    )
    kept = await session.scalar(row.on_conflict_do_nothing().returning(CheckIn))
    if kept is not None:
        return kept, True
    return as_before(actor, await session.get_one(CheckIn, check_in_id), body_hash), False


def _distance(position: PhonePosition, spot: Spot) -> float | None:
    here = wgs_degrees(position.longitude, position.latitude, position.coordinate_system)
    if spot.position is None or here is None:
        return None
    return round(metres_between(here, spot.position), 1)
