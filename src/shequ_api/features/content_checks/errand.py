"""The errand: the platform is asked about one content after the other, and no transaction is open
while it is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shequ_api.base.wechat.protocol import WeChat
from shequ_api.features.content_checks import judging
from shequ_api.features.content_checks.rules import Asked, Question
from shequ_api.kit.errors import Refusal
from shequ_api.kit.http.parts import Parts


async def ask_platform(sessions: async_sessionmaker[AsyncSession], now: datetime) -> bool:
    """See to the next content that is due; whether there was one."""
    async with sessions() as session, session.begin():
        parts: Parts = session.info["parts"]
        question = await judging.take_up(session, now)
    if question is None:
        return False
    wechat = parts.get(WeChat)
    text, pictures = await _asked(wechat, question)
    async with sessions() as session, session.begin():
        await judging.note(session, question, text, pictures, now)
    return True


async def _asked(wechat: WeChat, question: Question) -> tuple[Asked | None, dict[UUID, Asked]]:
    if question.openid is None:
        return None, {}
    text = None
    if question.text is not None:
        text = await _about_text(wechat, question.openid, question.text)
    pictures = {
        file_id: await _about_picture(wechat, question.openid, url)
        for file_id, url in question.pictures.items()
    }
    return text, pictures


async def _about_text(wechat: WeChat, openid: str, text: str) -> Asked:
    try:
        return Asked(verdict=await wechat.check_text(openid, text))
    except Refusal:
        return Asked(failed=True)


async def _about_picture(wechat: WeChat, openid: str, url: str) -> Asked:
    try:
        return Asked(trace_id=await wechat.check_picture(openid, url))
    except Refusal:
        return Asked(failed=True)
