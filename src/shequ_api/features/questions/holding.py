"""Questions held while something is decided about them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.features.questions.models import Question
from shequ_api.features.questions.refusals import QuestionAskerMerged, QuestionOver
from shequ_api.features.questions.rules import UNDECIDED


async def hold_undecided(session: AsyncSession, question: Question) -> None:
    """Held, so that of two who decide at once the second reads what came of it. Raises
    `QuestionOver`."""
    await session.refresh(question, with_for_update=True)
    if question.state not in UNDECIDED:
        raise QuestionOver


async def hold_with_asker(session: AsyncSession, question: Question) -> None:
    """The asker's row first, then the question's: so do those who merge accounts, and nobody waits
    in a ring. For what writes a row that refers to the asker. Raises `QuestionAskerMerged`."""
    asker_id = question.asker_id
    asker = select(Person.id).where(Person.id == asker_id)
    await session.execute(asker.with_for_update(read=True, key_share=True))
    await session.refresh(question, with_for_update=True)
    if question.asker_id != asker_id:
        raise QuestionAskerMerged
