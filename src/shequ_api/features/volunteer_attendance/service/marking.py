"""Checking in and out: each once under an id of the phone's making."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.canonical import body_hash
from shequ_api.features.check_ins.public import Weighed, weigh_at
from shequ_api.features.volunteer_attendance.models import VolunteerMark, VolunteerSession
from shequ_api.features.volunteer_attendance.refusals import (
    MarkDiffers,
    OutBeforeIn,
    PlaceCodeUnknown,
    SessionEnded,
    SessionMissing,
)
from shequ_api.features.volunteer_attendance.rules import (
    AWAITS_OUT,
    MarkKind,
    SessionState,
    state_after,
    to_the_millisecond,
    whole_minutes,
)
from shequ_api.features.volunteer_attendance.schemas import (
    VolunteerLeavingDraft,
    VolunteerMarkDraft,
)
from shequ_api.features.volunteer_attendance.service.counting import count
from shequ_api.features.volunteer_hours.public import terms_of
from shequ_api.kit.bodies import body_codes


async def check_in(
    session: AsyncSession,
    actor: Actor,
    draft: VolunteerMarkDraft,
    *,
    mark_id: UUID,
    place: Place | None,
    now: datetime,
) -> tuple[VolunteerSession, bool]:
    """Begin a session at the place of a code; True where it is new. Two at once: one is new, the
    other finds it."""
    await _in_turn(session, actor.person_id)
    digest = _digest(MarkKind.IN, draft)
    kept = await _as_before(session, actor, mark_id, digest)
    if kept is not None:
        return kept, False
    if place is None or place.community_id is None:
        raise PlaceCodeUnknown
    weighed = await _weighed(session, actor.person_id, place.id, draft, place, now)
    begun = insert(VolunteerSession).values(
        **located_at(place),
        id=mark_id,
        person_id=actor.person_id,
        state=SessionState.OPEN,
        began_at=weighed.happened_at,
        round=0,
        mended=False,
    )
    made = await session.scalar(begun.on_conflict_do_nothing().returning(VolunteerSession))
    if made is None:  # somebody else's id
        raise MarkDiffers
    session.add(_mark(session, mark_id, made, MarkKind.IN, place, draft, weighed, digest, now))
    await session.flush()
    return made, True


async def check_out(
    session: AsyncSession,
    actor: Actor,
    draft: VolunteerLeavingDraft,
    *,
    mark_id: UUID,
    place: Place | None,
    now: datetime,
) -> tuple[VolunteerSession, bool]:
    """End a session of one's own; True where it is new. What it comes to is the policy's, until
    somebody of the community says so."""
    await _in_turn(session, actor.person_id)
    digest = _digest(MarkKind.OUT, draft)
    kept = await _as_before(session, actor, mark_id, digest)
    if kept is not None:
        return kept, False
    own = select(VolunteerSession).where(
        VolunteerSession.id == draft.session_id, VolunteerSession.person_id == actor.person_id
    )
    service = await session.scalar(own.with_for_update())
    if service is None:
        raise SessionMissing
    if service.state not in AWAITS_OUT:
        raise SessionEnded
    if place is None:
        raise PlaceCodeUnknown
    weighed = await _weighed(session, actor.person_id, service.place_id, draft, place, now)
    if weighed.happened_at <= service.began_at:
        raise OutBeforeIn
    came = await session.get_one(VolunteerMark, service.id)
    terms = await terms_of(session, service.district_id, now)
    service.ended_at = weighed.happened_at
    service.minutes = whole_minutes(service.began_at, service.ended_at)
    service.state = state_after(
        service.minutes,
        min(came.score, weighed.score),
        least=terms.least_minutes,
        most=terms.session_minutes,
        auto_score=terms.auto_confirm_score,
    )
    session.add(_mark(session, mark_id, service, MarkKind.OUT, place, draft, weighed, digest, now))
    await session.flush()
    if service.state == SessionState.CONFIRMED:
        service.decided_at = now
        await count(session, service, terms, now=now)
    return service, True


async def _in_turn(session: AsyncSession, person_id: UUID) -> None:
    """One after the other for each person: two at once would not see each other."""
    turn = func.hashtextextended(f"volunteer_sessions/{person_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(turn)))


def _digest(kind: MarkKind, draft: VolunteerMarkDraft) -> bytes:
    """The hash of what was sent and says something."""
    said = draft.model_dump(
        mode="json", exclude_unset=True, exclude_defaults=True, exclude={"sent_at"}
    )
    return body_hash(said | {"kind": kind.value})


async def _as_before(
    session: AsyncSession, actor: Actor, mark_id: UUID, digest: bytes
) -> VolunteerSession | None:
    """The session as it stands now, where this mark came before. Raises `MarkDiffers`."""
    mark = await session.get(VolunteerMark, mark_id)
    if mark is None:
        return None
    kept = await session.get_one(VolunteerSession, mark.session_id)
    same = body_codes(session).holds(mark.body_hash, mark.id, digest)
    if kept.person_id != actor.person_id or not same:
        raise MarkDiffers
    return kept


async def _weighed(
    session: AsyncSession,
    person_id: UUID,
    place_id: UUID,
    draft: VolunteerMarkDraft,
    code_place: Place,
    now: datetime,
) -> Weighed:
    said = draft.model_dump(include={"code", "position", "device_at", "sent_at", "mocked"})
    weighed = await weigh_at(session, person_id, place_id, said, code_place=code_place, now=now)
    if weighed is None:
        raise PlaceCodeUnknown
    # As it is shown, so that whoever reckons by what they read comes to the same minutes.
    return weighed._replace(happened_at=to_the_millisecond(weighed.happened_at))


def _mark(
    session: AsyncSession,
    mark_id: UUID,
    service: VolunteerSession,
    kind: MarkKind,
    place: Place,
    draft: VolunteerMarkDraft,
    weighed: Weighed,
    digest: bytes,
    now: datetime,
) -> VolunteerMark:
    kept: dict[str, Any] = {
        "happened_at": weighed.happened_at,
        "distance_metres": weighed.distance_metres,
        "score": weighed.score,
        "rules_version": weighed.rules_version,
        "reasons": weighed.reasons,
    }
    return VolunteerMark(
        **kept,
        id=mark_id,
        session_id=service.id,
        district_id=service.district_id,
        kind=kind.value,
        place_id=place.id,
        accuracy_metres=draft.position.accuracy_metres,
        device_at=draft.device_at,
        received_at=now,
        body_hash=body_codes(session).of(mark_id, digest),
    )
