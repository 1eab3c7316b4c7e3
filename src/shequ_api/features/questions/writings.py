"""What people ask, for those who check it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Writing, Written
from shequ_api.features.questions.models import Question

KIND = "question"


async def _question(session: AsyncSession, question_id: UUID) -> Written | None:
    question = await session.get(Question, question_id)
    return None if question is None else Written(question.words, question.asker_id)


WRITINGS = [Writing(KIND, "提问", _question)]
