"""Questions over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope, in_view
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.offices import place_of_office
from shequ_api.features.knowledge.public import ArticleLine
from shequ_api.features.knowledge_search.public import find
from shequ_api.features.questions import queries, service
from shequ_api.features.questions.models import Question
from shequ_api.features.questions.passing_on import make_ticket
from shequ_api.features.questions.permissions import QuestionPermission
from shequ_api.features.questions.rules import SUGGESTED, QuestionState
from shequ_api.features.questions.schemas import (
    AnswerPublication,
    HelpfulAnswer,
    QuestionAnswer,
    QuestionDraft,
    QuestionId,
    QuestionLine,
    QuestionView,
    SuggestedAnswers,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["questions"])
Asker = Annotated[Actor, Depends(may(QuestionPermission.ASK))]
Answerer = Annotated[Actor, Depends(may(QuestionPermission.ANSWER))]
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same was received before"}}


async def question_in_view(question_id: UUID, actor: AnyActor, session: Session) -> Question:
    """A question of one's own, or in the scope of those who answer."""
    own = Question.asker_id == actor.person_id
    seen = in_view(actor, Question, QuestionPermission.ANSWER, own)
    question = await session.scalar(select(Question).where(Question.id == question_id, seen))
    if question is None:
        raise Absent
    return question


async def question_in_scope(question_id: UUID, actor: AnyActor, session: Session) -> Question:
    """A question in the scope of the acting posting; one's own is for others to answer."""
    wanted = select(Question).where(Question.id == question_id, in_scope(actor, Question))
    question = await session.scalar(wanted)
    if question is None:
        raise Absent
    return question


TheQuestion = Annotated[Question, Depends(question_in_view)]
InScope = Annotated[Question, Depends(question_in_scope)]


@router.post("/question-suggestions")
@unkeyed
async def suggest_answers(draft: QuestionDraft, _: Asker, session: Session) -> SuggestedAnswers:
    """提问前的推荐答复: Published articles that may answer what I am about to ask, the best
    first; nothing is kept of what I asked."""
    rows = await find(session, draft.place_id, draft.text, wanted=SUGGESTED)
    return SuggestedAnswers(items=[ArticleLine(**row) for row in rows])


@router.put("/questions/{question_id}", status_code=201, responses=AGAIN)
async def ask_question(
    question_id: QuestionId,
    draft: QuestionDraft,
    actor: Asker,
    session: Session,
    response: Response,
    now: Now,
) -> QuestionView:
    """提问: A question of mine, which the staff of the community read and answer. Safe to repeat
    under the same id."""
    question, fresh = await service.ask(session, actor, draft, question_id=question_id, now=now)
    response.status_code = 201 if fresh else 200
    return await _shown(session, question)


@router.get("/me/questions")
async def list_my_questions(
    actor: Asker, session: Session, paging: ThePaging
) -> Page[QuestionLine]:
    """我的提问: What I asked, the newest first."""
    lines = queries.question_lines(Question.asker_id == actor.person_id)
    return await _page(session, lines, paging)


@router.get("/questions")
async def list_questions(
    actor: Answerer,
    session: Session,
    paging: ThePaging,
    state: Annotated[QuestionState | None, Query(description="Those in this state only")] = None,
    topic: Annotated[str | None, Query(max_length=20, description="Those about this only")] = None,
) -> Page[QuestionLine]:
    """提问列表: What was asked in my scope, the newest first; `state=open` are those that wait."""
    lines = queries.question_lines(in_scope(actor, Question))
    if state is not None:
        lines = lines.where(Question.state == state)
    if topic is not None:
        lines = lines.where(Question.topic == topic)
    return await _page(session, lines, paging)


@router.get("/questions/{question_id}")
async def get_question(question: TheQuestion, _: Asker, session: Session) -> QuestionView:
    """查看提问: A question of mine or in my scope, and what came of it."""
    return await _shown(session, question)


@router.post("/questions/{question_id}/answer")
async def answer_question(
    given: QuestionAnswer, question: InScope, actor: Answerer, session: Session, now: Now
) -> QuestionView:
    """答复提问: Words of ours, an article, or both; whoever asked is told. Not to a
    question of my own: a colleague answers that."""
    await service.answer(session, actor, question, given, now=now)
    return await _shown(session, question)


@router.post("/questions/{question_id}/publication")
async def publish_answer(
    given: AnswerPublication, question: InScope, actor: Answerer, session: Session, now: Now
) -> QuestionView:
    """发布答复: The answer becomes an article of the office that I hold, for everybody there; the
    words of the question are the office's own."""
    office = await place_of_office(session, actor)
    await service.publish(session, actor, question, office, given, now=now)
    return await _shown(session, question)


@router.post("/questions/{question_id}/ticket")
async def make_question_ticket(
    question: TheQuestion, actor: Asker, session: Session, now: Now
) -> QuestionView:
    """提问转工单: By choice of whoever asked, or of the staff, it becomes a ticket at once."""
    await make_ticket(session, actor.person_id, question, now=now)
    return await _shown(session, question)


@router.post("/questions/{question_id}/closure")
async def close_question(
    helped: HelpfulAnswer, question: TheQuestion, actor: Asker, session: Session, now: Now
) -> QuestionView:
    """提问已解决: An article, or the staff's answer, helped me."""
    await service.close(session, actor, question, helped.article_id, now=now)
    return await _shown(session, question)


@router.post("/questions/{question_id}/withdrawal")
async def withdraw_question(
    question: TheQuestion, actor: Asker, session: Session, now: Now
) -> QuestionView:
    """撤回提问: I want to know no more."""
    await service.withdraw(session, actor, question, now=now)
    return await _shown(session, question)


async def _page(session: AsyncSession, lines: Any, paging: Any) -> Page[QuestionLine]:
    order = [Question.asked_at, Question.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[QuestionLine(**row) for row in rows], next_cursor=cursor)


async def _shown(session: AsyncSession, question: Question) -> QuestionView:
    await session.flush()
    row = await session.execute(queries.question_views(question.id))
    return QuestionView(**row.mappings().one())
