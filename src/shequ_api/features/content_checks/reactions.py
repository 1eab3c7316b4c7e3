"""What the platform pushes about pictures."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.wechat.events import PictureJudged
from shequ_api.base.wechat.protocol import Verdict
from shequ_api.features.content_checks.judging import conclude
from shequ_api.features.content_checks.models import CheckedPicture, ContentCheck
from shequ_api.features.content_checks.rules import Outcome, judged_by
from shequ_api.features.content_checks.states import ContentState, Reason

UNKNOWN_FOR = timedelta(minutes=10)
"""A push may come before we have written down under which trace we wait for it."""


class TraceNotYetKnown(Exception):
    """To be heard again a little later."""


async def hear_verdict(session: AsyncSession, fact: PictureJudged, now: datetime) -> None:
    """Note what the platform thinks of a picture, and what that makes of its content."""
    known = select(CheckedPicture.check_id).where(CheckedPicture.trace_id == fact.trace_id)
    check_id = await session.scalar(known)
    if check_id is None:
        if now < fact.at + UNKNOWN_FOR:
            raise TraceNotYetKnown
        return
    check = await session.get_one(ContentCheck, check_id, with_for_update=True)
    of_trace = select(CheckedPicture).where(CheckedPicture.trace_id == fact.trace_id)
    picture = (await session.scalars(of_trace.execution_options(populate_existing=True))).one()
    if picture.answered_at is not None:
        return  # pushed twice: the first answer counts
    found = _outcome(fact)
    picture.state, picture.label, picture.answered_at = found.state, found.label, fact.at
    if found.reason is not None and found.reason not in check.reasons:
        check.reasons = [*check.reasons, found.reason]
        check.label = found.label or check.label
    await conclude(session, check, now)


def _outcome(fact: PictureJudged) -> Outcome:
    if fact.suggestion is None or fact.label is None:
        return Outcome(ContentState.REVIEW, Reason.NOT_CHECKABLE)
    return judged_by(Verdict(fact.suggestion, fact.label))


REACTIONS = [Reaction("content_checks.hear_verdict", PictureJudged, hear_verdict)]
