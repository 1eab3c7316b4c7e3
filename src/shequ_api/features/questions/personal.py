"""What this feature keeps about persons: what they asked, and what they answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.registry import PersonalData
from shequ_api.features.questions.events import QuestionWithdrawn
from shequ_api.features.questions.models import Question
from shequ_api.features.questions.rules import STATE_TITLES, QuestionState
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I asked, and what I answered; of what others asked only when I answered it."""
    mine = or_(Question.asker_id == person_id, Question.answered_by_id == person_id)
    found = (await session.scalars(select(Question).where(mine).order_by(Question.asked_at))).all()
    return {
        "提问": [
            {
                "问题": each.words,
                "答复": each.answer,
                "状态": STATE_TITLES[QuestionState(each.state)],
                "时间": each.asked_at,
            }
            for each in found
            if each.asker_id == person_id
        ],
        "答复的提问": [
            {"答复": each.answer, "时间": each.answered_at}
            for each in found
            if each.answered_by_id == person_id
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """What they asked goes, with the answer to it; what waits for an answer waits no more."""
    theirs = update(Question).where(Question.asker_id == person_id)
    answered = theirs.where(Question.answer.is_not(None)).values(answer=FORGOTTEN)
    undecided = (QuestionState.OPEN, QuestionState.ANSWERED)
    ended = {"state": QuestionState.WITHDRAWN.value, "ended_at": now}
    waiting = theirs.where(Question.state.in_(undecided)).values(ended).returning(Question)
    for question in (await session.scalars(waiting, execution_options=QUIET)).all():
        record(session, QuestionWithdrawn(**question.facts), now=now)
    for statement in (theirs.values(text=FORGOTTEN, topic=None), answered):
        await session.execute(statement, execution_options=QUIET)


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime
) -> Sequence[str] | None:
    """What the one asked is the other's; who answered stays as it was signed."""
    await repoint(session, [Question.asker_id], old=merged_id, new=kept_id)
    return None


PERSONAL_DATA = PersonalData(
    columns=("questions.asker_id", "questions.answered_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
