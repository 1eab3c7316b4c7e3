"""Checking in: once under each id of a client."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.files.models import File
from shequ_api.base.files.service import own_photos
from shequ_api.base.places.distance import metres_between
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.canonical import body_hash
from shequ_api.features.check_ins.events import CheckInRecorded
from shequ_api.features.check_ins.models import CheckIn, CheckInPhoto, ReviewState
from shequ_api.features.check_ins.rules import RULES, VERSION, as_kept, happened_at, weighed
from shequ_api.features.check_ins.schemas import CheckInDraft, PhonePosition
from shequ_api.features.check_ins.spots import Spot
from shequ_api.features.check_ins.weighing import evidence_of, wgs
from shequ_api.kit.bodies import body_codes
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


def as_before(session: AsyncSession, actor: Actor, kept: CheckIn, body_hash: bytes) -> CheckIn:
    """The check-in that was sent before, where this is the same again."""
    same = body_codes(session).holds(kept.body_hash, kept.id, body_hash)
    if kept.worker_id != actor.person_id or not same:
        raise CheckInDiffers
    return kept


async def check_in(
    session: AsyncSession,
    actor: Actor,
    spot: Spot,
    draft: CheckInDraft,
    *,
    check_in_id: UUID,
    code_place: Place | None,
    body_hash: bytes,
    now: datetime,
) -> tuple[CheckIn, bool]:
    """Keep a check-in under the client's id; True where it is new.

    Evidence is measured, weighed and stored, and never a reason to refuse: a phone with a wrong
    clock, a weak signal or a code that is no good checks in all the same. Two at once: one is new,
    the other finds it.
    """
    # One after the other for each worker: two at once would not see how far apart they are.
    turn = func.hashtextextended(f"check_ins/{actor.person_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(turn)))
    photos = await own_photos(session, actor.person_id, draft.photo_ids)
    evidence = await evidence_of(
        session, actor.person_id, spot, draft, code_place=code_place, photos=photos, now=now
    )
    verdict = weighed(evidence, RULES[VERSION])
    row = insert(CheckIn).values(
        **spot.columns,
        **_said(draft, now),
        id=check_in_id,
        worker_id=actor.person_id,
        code_place_id=code_place.id if code_place else None,
        distance_metres=_distance(draft.position, spot),
        body_hash=body_codes(session).of(check_in_id, body_hash),
        score=verdict.score,
        rules_version=VERSION,
        reasons=as_kept(verdict.marks),
        review_state=ReviewState.NONE if verdict.enough else ReviewState.WAITING,
    )
    kept = await session.scalar(row.on_conflict_do_nothing().returning(CheckIn))
    if kept is None:
        before = await session.get_one(CheckIn, check_in_id)
        return as_before(session, actor, before, body_hash), False
    session.add_all(_photo_on(kept, photo) for photo in photos)
    told = CheckInRecorded(**facts_of(kept), waits_for_review=not verdict.enough)
    record(session, told, now=now)
    return kept, True


def _said(draft: CheckInDraft, now: datetime) -> dict[str, Any]:
    """What the phone said, and when that was."""
    return {
        **draft.position.model_dump(),
        "grid_id": draft.grid_id,
        "mocked": draft.mocked,
        "device_at": draft.device_at,
        "received_at": now,
        "happened_at": happened_at(draft.device_at, draft.sent_at, now),
        "clock_skew_seconds": (now - (draft.sent_at or draft.device_at)).total_seconds(),
    }


def _photo_on(check_in: CheckIn, photo: File) -> CheckInPhoto:
    return CheckInPhoto(
        check_in_id=check_in.id,
        file_id=photo.id,
        district_id=check_in.district_id,
        community_id=check_in.community_id,
        sha256=photo.sha256,
        likeness=photo.likeness,
        received_at=check_in.received_at,
    )


def facts_of(check_in: CheckIn) -> dict[str, Any]:
    """What all facts about a check-in tell."""
    return {
        "subject_id": check_in.id,
        "district_id": check_in.district_id,
        "worker_id": check_in.worker_id,
        "place_id": check_in.place_id,
        "micro_grid_id": check_in.micro_grid_id,
        "score": check_in.score,
    }


def _distance(position: PhonePosition, spot: Spot) -> float | None:
    if spot.position is None:
        return None
    return round(metres_between(wgs(position), spot.position), 1)
