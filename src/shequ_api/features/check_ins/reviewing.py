"""After a check-in with little evidence: the worker's word, and another's judgement."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.check_ins.events import CheckInReviewed
from shequ_api.features.check_ins.models import CheckIn, ReviewState
from shequ_api.features.check_ins.schemas import Decision
from shequ_api.features.check_ins.service import facts_of
from shequ_api.kit.errors import Fault, Forbidden, Malformed, NotNow


class OwnCheckIn(Forbidden):
    code, title = "own_check_in", "不能审核自己的打卡"


class NoteNeeded(Malformed):
    code, title = "note_needed", "不认可打卡须说明原因"


class NothingToReview(NotNow):
    code, title = "nothing_to_review", "这次打卡不需要审核"


class ReviewedAlready(NotNow):
    code, title = "reviewed_already", "这次打卡已经审核过"


async def explain(session: AsyncSession, check_in: CheckIn, *, explanation: str) -> CheckIn:
    """What the worker says to the reasons, as long as nobody has judged. May be said anew."""
    await session.refresh(check_in, with_for_update=True)
    if check_in.explanation == explanation:
        return check_in
    _check_waiting(check_in)
    check_in.explanation = explanation
    return check_in


async def review(
    session: AsyncSession,
    actor: Actor,
    check_in: CheckIn,
    *,
    decision: Decision,
    note: str | None,
    now: datetime,
) -> CheckIn:
    """Accept or reject, once. The same word by the same person again changes nothing."""
    if check_in.worker_id == actor.person_id:
        raise OwnCheckIn
    if decision == Decision.REJECTED and note is None:
        raise NoteNeeded(errors=(Fault("/note", NoteNeeded.code, NoteNeeded.title),))
    await session.refresh(check_in, with_for_update=True)
    said = check_in.review_state, check_in.review_note, check_in.reviewed_by_id
    if said == (decision, note, actor.person_id):
        return check_in
    _check_waiting(check_in)
    check_in.review_state, check_in.review_note = ReviewState(decision), note
    check_in.reviewed_by_id, check_in.reviewed_at = actor.person_id, now
    accepted = decision == Decision.ACCEPTED
    told = CheckInReviewed(**facts_of(check_in), accepted=accepted, reviewed_by_id=actor.person_id)
    record(session, told, now=now)
    return check_in


def _check_waiting(check_in: CheckIn) -> None:
    if check_in.review_state == ReviewState.NONE:
        raise NothingToReview
    if check_in.review_state != ReviewState.WAITING:
        raise ReviewedAlready
