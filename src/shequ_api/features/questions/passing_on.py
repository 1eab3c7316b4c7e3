"""How a question becomes a ticket: by somebody's choice, or because nobody answered in time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place
from shequ_api.features.questions import queries
from shequ_api.features.questions.events import QuestionDue, QuestionOverdue, QuestionTicketed
from shequ_api.features.questions.holding import hold_with_asker
from shequ_api.features.questions.models import Question
from shequ_api.features.questions.refusals import QuestionOver
from shequ_api.features.questions.rules import SERVICE, UNDECIDED, QuestionState, ticket_text
from shequ_api.features.questions.writings import KIND
from shequ_api.features.tickets.public import Service, enter_ticket
from shequ_api.kit.clock import china_date


async def make_ticket(
    session: AsyncSession, by_id: UUID, question: Question, *, now: datetime
) -> None:
    """By choice of whoever asked, or of the staff."""
    await hold_with_asker(session, question)
    if question.state not in UNDECIDED:
        raise QuestionOver
    await _enter(session, by_id, question, now)


async def look_at_days(session: AsyncSession, now: datetime) -> None:
    """On a clock: say of each open question once that its last day has come, and once that it has
    passed. What is told is done by jobs, one question in one transaction."""
    today = china_date(now)
    for fact, passed, mark in (
        (QuestionDue, Question.due_on <= today, Question.reminded_at),
        (QuestionOverdue, Question.due_on < today, Question.overdue_at),
    ):
        found = (await session.execute(queries.unmarked(passed, mark))).mappings().all()
        for row in found:
            record(session, fact(**row), now=now)
        # The rows are written last: nobody who answers one waits for the reading of all.
        await session.flush()
        told = update(Question).where(Question.id.in_([row["subject_id"] for row in found]))
        await session.execute(told.values({mark.key: now}))


async def pass_on(session: AsyncSession, fact: QuestionOverdue, now: datetime) -> None:
    """Nobody answered it in time: it becomes a ticket, unless somebody has answered meanwhile."""
    question = await session.get_one(Question, fact.subject_id)
    await hold_with_asker(session, question)
    if question.state == QuestionState.OPEN:
        await _enter(session, None, question, now)


async def _enter(
    session: AsyncSession, by_id: UUID | None, question: Question, now: datetime
) -> None:
    """A ticket of whoever asked, as private as the question was. It is held, and so is the asker.
    `by_id`: None for the clock's."""
    ticket = enter_ticket(
        session,
        await session.get_one(Service, SERVICE),
        await session.get_one(Place, question.place_id),
        reporter_id=question.asker_id,
        text=ticket_text(question.words, question.answer),
        private=True,
        source_kind=KIND,
        source_id=question.id,
        awaits_service=True,
        now=now,
    )
    # The question refers to the ticket by a plain column, so its row is written first.
    await session.flush()
    question.ticket_id = ticket.id
    question.state, question.ended_at = QuestionState.TICKET, now
    record(session, QuestionTicketed(ticket_id=ticket.id, by_id=by_id, **question.facts), now=now)
