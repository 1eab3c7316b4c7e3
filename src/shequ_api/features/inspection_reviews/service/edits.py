"""Editing answers: each edit is a version beside the answers that came, which stay."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.files.service import own_photos
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms import service as forms
from shequ_api.blocks.forms.canonical import body_hash
from shequ_api.blocks.forms.checking import Checker
from shequ_api.blocks.forms.hiding import hide
from shequ_api.blocks.forms.models import FormVersion, Submission, SubmissionEdit
from shequ_api.features.hazards.public import retell
from shequ_api.features.inspection_reviews.schemas import AnswersEdit
from shequ_api.features.patrols.events import InspectionEdited
from shequ_api.features.patrols.public import (
    Inspection,
    PatrolPermission,
    facts_of,
    flag,
    look_of,
    take_step,
)
from shequ_api.kit.bodies import body_codes
from shequ_api.kit.errors import Forbidden, NotNow


class NotYoursToEdit(Forbidden):
    """Edited by whoever wrote it, or by a reviewer."""

    code, title = "not_yours_to_edit", "只能修改自己填报的记录"


class EditNumberTaken(NotNow):
    """Somebody else has edited meanwhile; `answers_number` is what stands now."""

    code, title = "edit_number_taken", "内容已被修改过，请刷新后再改"


class NothingChanged(NotNow):
    code, title = "nothing_changed", "内容没有变化"


async def edit(
    session: AsyncSession,
    actor: Actor,
    inspection: Inspection,
    number: int,
    draft: AnswersEdit,
    *,
    now: datetime,
) -> SubmissionEdit:
    """Make the answers what they should be, as version `number`: the one behind the present one.

    The same edit by the same person again is the same edit. It waits for review anew.
    """
    if inspection.worker_id != actor.person_id and not actor.may(PatrolPermission.REVIEW):
        raise NotYoursToEdit
    await session.refresh(inspection, with_for_update=True)
    sent = body_hash(draft.model_dump(mode="json"))
    if number != inspection.answers_number + 1:
        return await _same(session, actor, inspection, number, sent)
    before = await forms.answers_at(session, inspection.id, inspection.answers_number)
    submission = await session.get_one(Submission, inspection.id)
    version = await session.get_one(FormVersion, submission.version_id)
    forms.refuse_unfit(version, draft.answers)
    if body_hash(before) == body_hash(draft.answers):
        raise NothingChanged
    checker = forms.checker_of(version)
    await _refuse_strange_photos(session, actor, checker, before, draft.answers)
    whose: dict[str, Any] = {
        "submission_id": inspection.id,
        "number": number,
        "district_id": inspection.district_id,
    }
    made = SubmissionEdit(
        **whose,
        answers=hide(session, checker.definition, draft.answers, **whose),
        body_hash=body_codes(session).of(inspection.id, sent),
        reason=draft.reason,
        edited_by_id=actor.person_id,
        edited_at=now,
    )
    session.add(made)
    await take_step(session, actor, inspection, "edit", note=draft.reason, now=now, number=number)
    await _settle(session, actor, inspection, checker, draft.answers, reason=draft.reason, now=now)
    inspection.answers_number = number
    edited = InspectionEdited(
        **facts_of(inspection), answers_number=number, edited_by_id=actor.person_id
    )
    record(session, edited, now=now)
    return made


async def _same(
    session: AsyncSession, actor: Actor, inspection: Inspection, number: int, sent: bytes
) -> SubmissionEdit:
    """The edit that was sent before, when its answer got lost."""
    found = await session.get(SubmissionEdit, (inspection.id, number))
    same = found is not None and body_codes(session).holds(found.body_hash, inspection.id, sent)
    if found is None or not same or found.edited_by_id != actor.person_id:
        raise EditNumberTaken(answers_number=inspection.answers_number)
    return found


async def _refuse_strange_photos(
    session: AsyncSession,
    actor: Actor,
    checker: Checker,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """New photos are the editor's own, and there already."""
    stood = set(checker.photo_ids(before))
    fresh = [photo for photo in checker.photo_ids(after) if photo not in stood]
    await own_photos(session, actor.person_id, fresh)


async def _settle(
    session: AsyncSession,
    actor: Actor,
    inspection: Inspection,
    checker: Checker,
    answers: dict[str, Any],
    *,
    reason: str,
    now: datetime,
) -> None:
    """What stands now: flags, what they tell of hazards, and that it waits for review."""
    flags = flag(inspection, checker, answers)
    inspection.reviewed_at = inspection.reviewed_by_id = None
    place = await session.get_one(Place, inspection.place_id)
    look = look_of(inspection, flags, checker, answers, by_id=actor.person_id)
    await retell(session, place, look, note=reason, now=now)
