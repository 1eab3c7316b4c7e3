"""Reads of questions."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from shequ_api.base.places.models import Place
from shequ_api.features.content_checks.public import state_of
from shequ_api.features.questions.models import Question
from shequ_api.features.questions.rules import QuestionState
from shequ_api.features.questions.writings import KIND
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
Q = Question
_LINE = (
    *(Q.id, Q.place_id, Q.text, Q.topic, Q.state, Q.asked_at, Q.due_on, Q.answered_at),
    Place.full_name.label("place_name"),
)


@built_once
def question_lines() -> Rows:
    """Questions with the names of their places."""
    return select(*_LINE).join(Place, Place.id == Q.place_id)


def question_views(question_id: UUID) -> Rows:
    """A question with what came of it, and of checking its words."""
    more = (Q.answer, Q.article_id, Q.published_id, Q.ticket_id, Q.ended_at)
    view = select(*_LINE, *more, state_of(KIND, Q.id).label("check"))
    return view.join(Place, Place.id == Q.place_id).where(Q.id == question_id)


def unmarked(passed: ColumnElement[bool], mark: InstrumentedAttribute[Any]) -> Rows:
    """Open ones of whose day something is to be said that was not said yet: their facts."""
    facts = (Q.id.label("subject_id"), Q.district_id, Q.community_id, Q.asker_id)
    late = select(*facts).where(Q.state == QuestionState.OPEN, passed, mark.is_(None))
    return late.order_by(Q.due_on, Q.id)


async def still_waits(session: AsyncSession, question_id: UUID) -> bool:
    """Whether nobody has answered a question, and somebody still wants to know. Whoever decides
    about it comes after this."""
    this = select(Question.state).where(Question.id == question_id)
    state = await session.scalar(this.with_for_update(key_share=True))
    return state == QuestionState.OPEN
