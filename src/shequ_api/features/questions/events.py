from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class QuestionFact(Fact):
    """Base: `subject_id` is the question."""

    community_id: UUID
    asker_id: UUID


class QuestionAsked(QuestionFact):
    name: ClassVar[str] = "question_asked"


class QuestionDue(QuestionFact):
    """Nobody has answered it, and its last day has come."""

    name: ClassVar[str] = "question_due"


class QuestionOverdue(QuestionFact):
    """Its last day has passed, and nobody had answered it."""

    name: ClassVar[str] = "question_overdue"


class QuestionAnswered(QuestionFact):
    """Perhaps not for the first time: the last answer counts."""

    name: ClassVar[str] = "question_answered"

    answered_by_id: UUID
    at: datetime


class QuestionClosed(QuestionFact):
    """The asker says that something helped."""

    name: ClassVar[str] = "question_closed"

    article_id: UUID | None


class QuestionTicketed(QuestionFact):
    """It became a ticket."""

    name: ClassVar[str] = "question_ticketed"

    ticket_id: UUID
    by_id: UUID | None
    """None: nobody answered in time."""


class QuestionWithdrawn(QuestionFact):
    name: ClassVar[str] = "question_withdrawn"
