"""Reads of questions."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.places.models import Place
from shequ_api.features.content_checks.public import state_of
from shequ_api.features.questions.models import Question
from shequ_api.features.questions.rules import QuestionState
from shequ_api.features.questions.writings import KIND

Rows = Select[*tuple[Any, ...]]
Q = Question
_LINE = (
    *(Q.id, Q.place_id, Q.text, Q.state, Q.asked_at, Q.due_on, Q.answered_at),
    Place.full_name.label("place_name"),
)


def question_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Questions with the names of their places."""
    return select(*_LINE).join(Place, Place.id == Q.place_id).where(*conditions)


def question_views(question_id: UUID) -> Rows:
    """A question with what came of it, and of checking its words."""
    more = (Q.answer, Q.article_id, Q.published_id, Q.ticket_id, Q.ended_at)
    view = select(*_LINE, *more, state_of(KIND, Q.id).label("check"))
    return view.join(Place, Place.id == Q.place_id).where(Q.id == question_id)


def overdue(today: date, most: int) -> Select[Question]:
    """Open ones whose day has passed; those that somebody works on at this moment come later."""
    late = select(Question).where(Q.state == QuestionState.OPEN, Q.due_on < today)
    return late.order_by(Q.due_on, Q.id).limit(most).with_for_update(skip_locked=True)
