"""The errand: the platform is asked about one content after the other, and no transaction is open
while it is. One with which something goes wrong keeps no other waiting, nor undoes what was noted
about it."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shequ_api.base.wechat.protocol import WeChat
from shequ_api.features.content_checks import judging
from shequ_api.features.content_checks.judging import Taken
from shequ_api.features.content_checks.rules import Asked, Medium, Question, is_hopeless
from shequ_api.kit.errors import Refusal
from shequ_api.kit.faults import trace_of
from shequ_api.kit.http.parts import Parts

Sessions = async_sessionmaker[AsyncSession]
log = structlog.get_logger("content_checks")


async def ask_platform(sessions: Sessions, now: datetime) -> bool:
    """See to the next content that is due; whether there was one."""
    async with sessions() as session, session.begin():
        taken = await judging.take_up(session, now)
    if taken is None:
        return False
    try:
        if is_hopeless(taken.tries):
            await _set_aside(sessions, taken, now)
        else:
            await _see_to(sessions, taken, now)
    except Exception as error:
        log.error("content_check_failed", tries=taken.tries, trace=trace_of(error))
        log.debug("content_check_failed_in_full", exc_info=error)
        await _set_aside(sessions, taken, now)
    return True


async def _see_to(sessions: Sessions, taken: Taken, now: datetime) -> None:
    async with sessions() as session, session.begin():
        parts: Parts = session.info["parts"]
        question = await judging.question_about(session, taken, now)
    if question is None:
        return
    text, media = await _asked(parts.get(WeChat), question)
    async with sessions() as session, session.begin():
        await judging.note(session, question, text, media, now)


async def _set_aside(sessions: Sessions, taken: Taken, now: datetime) -> None:
    async with sessions() as session, session.begin():
        await judging.set_aside(session, taken, now)


async def _asked(wechat: WeChat, question: Question) -> tuple[Asked | None, dict[UUID, Asked]]:
    if question.openid is None:
        return None, {}
    text = None
    if question.text is not None:
        text = await _about_text(wechat, question.openid, question.text)
    media = {
        file_id: await _about_medium(wechat, question.openid, medium)
        for file_id, medium in question.media.items()
    }
    return text, media


async def _about_text(wechat: WeChat, openid: str, text: str) -> Asked:
    try:
        return Asked(verdict=await wechat.check_text(openid, text))
    except Refusal:
        return Asked(failed=True)


async def _about_medium(wechat: WeChat, openid: str, medium: Medium) -> Asked:
    try:
        return Asked(trace_id=await wechat.check_media(openid, medium.url, medium.kind))
    except Refusal:
        return Asked(failed=True)
