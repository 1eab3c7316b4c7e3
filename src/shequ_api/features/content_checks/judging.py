"""Contents that are due: taken up, asked about, and what came of that written down. No call of
the platform stands between."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.files.models import File
from shequ_api.base.files.showing import Showcase
from shequ_api.base.people.models import WeChatAccount
from shequ_api.base.registry import Registry
from shequ_api.base.wechat.client import WeChatApp
from shequ_api.base.wechat.protocol import MediaKind
from shequ_api.features.content_checks.events import ContentHidden
from shequ_api.features.content_checks.listing import words_at
from shequ_api.features.content_checks.models import CheckedPicture, ContentCheck
from shequ_api.features.content_checks.rules import (
    ANSWERED_WITHIN,
    UNHEARD,
    Asked,
    Medium,
    Outcome,
    Question,
    is_last,
    outcome,
    overdue,
    pause_after,
)
from shequ_api.features.content_checks.states import ContentState, Reason, whole_of
from shequ_api.features.content_checks.words import judged
from shequ_api.kit.http.parts import Parts

LEASE = timedelta(minutes=2)
"""Longer than asking takes: whoever died over it, another takes it up."""
P = ContentState.PENDING


class Taken(NamedTuple):
    """A content that was taken up, for the how manieth time."""

    check_id: UUID
    tries: int


async def take_up(session: AsyncSession, now: datetime) -> Taken | None:
    """The next content that is due; None where none is. That it was taken up lasts, whatever
    becomes of it: it is due again later, and keeps nothing behind it waiting."""
    due = (
        select(ContentCheck)
        .where(ContentCheck.state == P, ContentCheck.next_at <= now)
        .order_by(ContentCheck.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    check = await session.scalar(due)
    if check is None:
        return None
    check.tries += 1
    check.next_at = now + LEASE
    return Taken(check.id, check.tries)


async def question_about(session: AsyncSession, taken: Taken, now: datetime) -> Question | None:
    """What is to be asked about it; None where it is no more.

    About what was written without a name the platform is not asked: it would learn who reports
    what. Where the place keeps words, they judge such a text; its pictures go to people."""
    check = await session.get(ContentCheck, taken.check_id)
    if check is None:
        return None
    registry: Registry = session.info["registry"]
    written = await registry.writings[check.kind].load(session, check.subject_id)
    text = written.text if written and check.text_state == P else None
    words = await words_at(session, check.district_id, check.city_id) if text else []
    unnamed = written is not None and written.unnamed
    asks = written is not None and not (check.by_staff or unnamed)
    return Question(
        check_id=check.id,
        text=text,
        openid=await _openid_of(session, written.author_id) if written and asks else None,
        media=await _media(session, check, now),
        by_staff=check.by_staff,
        words_suffice=check.by_staff or (unnamed and bool(words)),
        local=judged(text, words) if text else ContentState.PASS,
        last_try=is_last(taken.tries),
    )


async def note(
    session: AsyncSession,
    question: Question,
    text: Asked | None,
    media: Mapping[UUID, Asked],
    now: datetime,
) -> None:
    """What came of asking. Whatever was judged meanwhile stays; what was written anew meanwhile is
    another content."""
    check = await session.get(ContentCheck, question.check_id, with_for_update=True)
    if check is None:
        return
    if question.text is not None and check.text_state == P:
        enough, last = question.words_suffice, question.last_try
        found = outcome(text, local=question.local, suffices=enough, last=last)
        check.text_state = found.state
        _give_reason(check, found)
    elif check.text_state == P:
        check.text_state = ContentState.PASS  # its words are gone
    for picture in await session.scalars(_pictures(check)):
        _note_picture(check, picture, question, media.get(picture.file_id), now)
    await conclude(session, check, now)


async def set_aside(session: AsyncSession, taken: Taken, now: datetime) -> None:
    """Something went wrong with it: again a little later, and after so many times people judge."""
    check = await session.get(ContentCheck, taken.check_id, with_for_update=True)
    if check is None or check.state != P:
        return
    if not is_last(taken.tries):
        check.next_at = now + pause_after(taken.tries)
        return
    failed = Outcome(ContentState.REVIEW, Reason.FAILED)
    if check.text_state == P:
        check.text_state = failed.state
    for picture in await session.scalars(_pictures(check)):
        picture.state = failed.state
    _give_reason(check, failed)
    await conclude(session, check, now)


def _note_picture(
    check: ContentCheck,
    picture: CheckedPicture,
    question: Question,
    asked: Asked | None,
    now: datetime,
) -> None:
    if picture.trace_id is not None:
        found = Outcome(ContentState.REVIEW, Reason.NO_ANSWER)
        if not overdue(picture.asked_at, now):
            return
    elif asked is not None and asked.trace_id is not None:
        picture.trace_id, picture.asked_at = asked.trace_id, now
        return
    else:
        enough, last = question.by_staff, question.last_try
        found = outcome(asked, local=ContentState.PASS, suffices=enough, last=last)
    picture.state = found.state
    _give_reason(check, found)


def _give_reason(check: ContentCheck, found: Outcome) -> None:
    if found.reason is not None and found.reason not in check.reasons:
        check.reasons = [*check.reasons, found.reason]
    check.label = found.label or check.label


async def conclude(session: AsyncSession, check: ContentCheck, now: datetime) -> None:
    """What the parts make of the whole, unless people have decided."""
    if check.decided_at is not None:
        return
    await session.flush()
    own = select(CheckedPicture.state, CheckedPicture.asked_at).where(
        CheckedPicture.check_id == check.id
    )
    pictures = (await session.execute(own)).all()
    states = {ContentState(each.state) for each in pictures} | {ContentState(check.text_state)}
    was, check.state = check.state, whole_of(states)
    if check.state == P:
        check.next_at = _next_look(check, pictures, now)
        return
    check.judged_at = now
    if check.state == ContentState.RISKY and was != ContentState.RISKY:
        record(session, ContentHidden(**facts_of(check)), now=now)


def _next_look(check: ContentCheck, pictures: Collection[Any], now: datetime) -> datetime:
    """Where something could not be asked, soon; else when an answer should have come."""
    waits = [each.asked_at for each in pictures if each.state == P]
    if check.text_state == P or None in waits:
        return now + pause_after(check.tries)
    last: datetime = max([*waits, now])
    return last + ANSWERED_WITHIN


def facts_of(check: ContentCheck) -> dict[str, Any]:
    """What each fact about a check tells."""
    return {
        "subject_id": check.id,
        "district_id": check.district_id,
        "kind": check.kind,
        "content_id": check.subject_id,
        "author_id": check.author_id,
        "unnamed": check.author_index is not None,
    }


def _pictures(check: ContentCheck, *conditions: ColumnElement[bool]) -> Any:
    pending = (CheckedPicture.check_id == check.id, CheckedPicture.state == P)
    return select(CheckedPicture).where(*pending, *conditions).order_by(CheckedPicture.file_id)


async def _media(session: AsyncSession, check: ContentCheck, now: datetime) -> dict[UUID, Medium]:
    """What the platform has not been asked about yet, and can judge."""
    parts: Parts = session.info["parts"]
    origin, showcase = parts.get(WeChatApp).fetches_from, parts.get(Showcase)
    unasked = _pictures(check, CheckedPicture.trace_id.is_(None)).join(
        File, File.id == CheckedPicture.file_id
    )
    shown = unasked.where(File.media_type.not_in(UNHEARD)).with_only_columns(File.id, File.seconds)
    return {
        row.id: Medium(
            url=f"{origin}{showcase.address(row.id, now)}",
            kind=MediaKind.IMAGE if row.seconds is None else MediaKind.AUDIO,
        )
        for row in await session.execute(shown)
    }


async def _openid_of(session: AsyncSession, person_id: UUID | None) -> str | None:
    parts: Parts = session.info["parts"]
    mine = (
        select(WeChatAccount.openid)
        .where(WeChatAccount.person_id == person_id)
        .where(WeChatAccount.app_id == parts.get(WeChatApp).appid)
    )
    found: str | None = await session.scalar(
        mine.order_by(WeChatAccount.created_at.desc()).limit(1)
    )
    return found
