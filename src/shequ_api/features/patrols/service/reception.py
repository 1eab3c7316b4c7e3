"""Receiving inspections: the hot path of every morning."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.files.service import own_photos
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.blocks.forms import service as forms
from shequ_api.blocks.forms.canonical import body_hash
from shequ_api.blocks.forms.checking import Checker
from shequ_api.blocks.forms.models import Submission
from shequ_api.blocks.workflow.service import open_case
from shequ_api.features.check_ins.public import has_checked_in
from shequ_api.features.hazards.public import Look, take_in
from shequ_api.features.inspection_forms.public import Sheet
from shequ_api.features.patrols import queries
from shequ_api.features.patrols.events import InspectionReceived
from shequ_api.features.patrols.flow import FLOW
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.patrols.rules import (
    Flag,
    flags_of,
    hazards_in,
    highest,
    judged_by,
    public_answers,
)
from shequ_api.features.patrols.schemas import InspectionDraft
from shequ_api.features.patrols.service.photos import expect, refuse_unnamed
from shequ_api.features.patrols.service.steps import facts_of
from shequ_api.kit.errors import Fault, Malformed

INSPECTED = frozenset({PlaceKind.DWELLING, PlaceKind.BUILDING})


class PlaceUnfit(Malformed):
    code, title = "place_unfit", "请选择一户或一栋楼"


class CheckInUnknown(Malformed):
    """Only an own check-in, and one that has arrived, can stand under an inspection."""

    code, title = "check_in_unknown", "打卡记录不存在，或不是您的；请先上传打卡"


class Filling(NamedTuple):
    """What the client sent, under the id of its making."""

    id: UUID
    draft: InspectionDraft
    body_hash: bytes


def filling_of(inspection_id: UUID, draft: InspectionDraft) -> Filling:
    """Hashed is what was sent and says something: an optional field that a later release adds
    changes no earlier hash, and null is as good as nothing where nothing is the default."""
    sent = draft.model_dump(mode="json", exclude_unset=True, exclude_defaults=True)
    return Filling(inspection_id, draft, body_hash(sent))


async def received_before(
    session: AsyncSession, actor: Actor, filling: Filling
) -> Inspection | None:
    """The inspection of an earlier submission of the same; None where the id is new.

    Asked before all else, so that what was accepted once stays accepted when the answer got lost,
    whatever has changed since. `SubmissionDiffers` where the id was used for another body.
    """
    earlier = await session.get(Submission, filling.id)
    return await _same(session, actor, earlier, filling) if earlier else None


async def _same(
    session: AsyncSession, actor: Actor, submission: Submission, filling: Filling
) -> Inspection:
    same = submission.submitted_by_id == actor.person_id
    same = same and forms.is_same_body(session, submission, filling.body_hash)
    found = queries.inspection_with_case(filling.id)
    inspection = await session.scalar(found) if same else None
    if inspection is None:
        raise forms.SubmissionDiffers
    return inspection


async def receive(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    sheet: Sheet,
    filling: Filling,
    *,
    came_as: str | None = None,
    now: datetime,
) -> tuple[Inspection, bool]:
    """Take a filled-in form about a place; True where it is new. Two at once: one is new."""
    draft = filling.draft
    await _check(session, actor, place, draft)
    submission, fresh = await forms.submit(
        session,
        sheet.version,
        submission_id=filling.id,
        answers=draft.answers,
        body_hash=filling.body_hash,
        district_id=located_at(place)["district_id"],
        submitted_by_id=actor.person_id,
        filled_at=draft.filled_at,
        based_on=draft.based_on,
        now=now,
    )
    if not fresh:
        return await _same(session, actor, submission, filling), False
    checker = forms.checker_of(sheet.version)
    named = checker.photo_ids(draft.answers)
    refuse_unnamed(draft.expected_photos, named)
    inspection = _opened(session, actor, place, draft, now=now)
    inspection.id, inspection.form_key = filling.id, sheet.key
    inspection.came_as = came_as
    flags = flag(inspection, checker, draft.answers)
    record(session, InspectionReceived(**facts_of(inspection)), now=now)
    later = expect(session, inspection, draft.expected_photos)
    look = look_of(inspection, flags, checker, draft.answers, by_id=actor.person_id)
    shared = checker.photo_ids(public_answers(checker, draft.answers)) if look.raised else []
    # Not flushed between the two, so that cases, steps and events are written together.
    with session.no_autoflush:
        await own_photos(
            session, actor.person_id, [one for one in named if one not in {*shared, *later}]
        )
        at_hand = [one for one in shared if one not in later]
        ticket_id = await take_in(session, place, look, photo_ids=at_hand, now=now)
        if ticket_id is None:
            await own_photos(session, actor.person_id, at_hand)
    return inspection, True


def flag(inspection: Inspection, checker: Checker, answers: dict[str, Any]) -> list[Flag]:
    """Note what sound answers raise."""
    flags = flags_of(checker, answers)
    inspection.flags = [each._asdict() for each in flags]
    inspection.hazard_level = highest(each for each in flags if not each.sensitive)
    return flags


async def _check(session: AsyncSession, actor: Actor, place: Place, draft: InspectionDraft) -> None:
    if place.kind not in INSPECTED:
        raise PlaceUnfit(errors=(Fault("/place_id", PlaceUnfit.code, PlaceUnfit.title),))
    used = draft.check_in_id
    if used is not None and not await has_checked_in(session, actor.person_id, used):
        fault = Fault("/check_in_id", CheckInUnknown.code, CheckInUnknown.title)
        raise CheckInUnknown(errors=(fault,))


def _opened(
    session: AsyncSession, actor: Actor, place: Place, draft: InspectionDraft, *, now: datetime
) -> Inspection:
    columns = located_at(place)
    case = open_case(
        session, FLOW, actor_id=actor.person_id, district_id=columns["district_id"], now=now
    )
    inspection = Inspection(
        **columns,
        case_id=case.id,
        case=case,
        state=case.state,
        worker_id=actor.person_id,
        check_in_id=draft.check_in_id,
        filled_at=draft.filled_at,
        received_at=now,
    )
    session.add(inspection)
    return inspection


def look_of(
    inspection: Inspection,
    flags: Sequence[Flag],
    checker: Checker,
    answers: dict[str, Any],
    *,
    by_id: UUID,
) -> Look:
    """What an inspection tells of hazards. (Clocks of phones run ahead, ours does not.)"""
    return Look(
        submission_id=inspection.id,
        form_key=inspection.form_key,
        worker_id=inspection.worker_id,
        by_id=by_id,
        seen_at=min(inspection.filled_at, inspection.received_at),
        raised=hazards_in(flags),
        judged=lambda: judged_by(checker.definition, answers),
    )
