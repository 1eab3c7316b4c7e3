"""The words that places keep, asked at once: of what is too short-lived to be checked later."""

from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.content_checks.models import SensitiveWord
from shequ_api.features.content_checks.states import ContentState
from shequ_api.features.content_checks.words import Word, judged
from shequ_api.kit.errors import Malformed


class WordsUnfit(Malformed):
    code, title = "words_unfit", "内容含有违规的词语，请修改后再提交"


class Situated(Protocol):
    """What lies in a district of a city."""

    @property
    def district_id(self) -> UUID | None: ...
    @property
    def city_id(self) -> UUID | None: ...


async def words_at(
    session: AsyncSession, district_id: UUID | None, city_id: UUID | None
) -> list[Word]:
    """The words of a district and its city."""
    own = SensitiveWord.place_id.in_((district_id, city_id))
    words = select(SensitiveWord.folded, SensitiveWord.verdict).where(
        own, SensitiveWord.removed_at.is_(None)
    )
    return [Word(row.folded, ContentState(row.verdict)) for row in await session.execute(words)]


async def refuse_unfit(session: AsyncSession, text: str, situated: Situated) -> None:
    """Raise `WordsUnfit` where a resident's reason has a word that its place forbids: it goes into
    a trail that is never changed, so nothing could hide it later."""
    words = await words_at(session, situated.district_id, situated.city_id)
    if judged(text, words) == ContentState.RISKY:
        raise WordsUnfit
