"""Writing notices and their corrections."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.models import File
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.notices import addressing, queries
from shequ_api.features.notices.models import Notice, NoticeEdition, NoticeFile
from shequ_api.features.notices.rules import ISSUED_AT, LONGEST, EditionState, NoticeState
from shequ_api.features.notices.schemas import NoticeCorrectionDraft, NoticeDraft
from shequ_api.features.notices.service import NoticeOver, check_shown, touch
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id


class NotAnOffice(Forbidden):
    code, title = "notice_not_an_office", "通知由社区、街道或区级发布"


class NoticeHoldsTooLong(Malformed):
    code, title = "notice_holds_too_long", "通知有效期不能超过 366 天"


class NoticeNotDraft(NotNow):
    code, title = "notice_not_draft", "只有草稿可以修改；已发布的请更正"


class EditionWaits(NotNow):
    code, title = "notice_edition_waits", "正在等待复核，不能修改"


async def issuing_place(session: AsyncSession, actor: Actor) -> Place:
    """The community, subdistrict or district of the acting posting. NotAnOffice."""
    scope = actor.acting.scope if actor.acting else None
    if scope is None or scope.column not in ISSUED_AT:
        raise NotAnOffice
    return await session.get_one(Place, scope.id)


async def write(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    draft: NoticeDraft,
    *,
    at: Sequence[Place | Grid],
    files: Sequence[File],
    now: datetime,
) -> Notice:
    """A draft of a notice that a place issues."""
    _check_time(draft, now)
    notice = Notice(
        id=new_id(),
        city_id=place.city_id,
        district_id=place.district_id,
        subdistrict_id=place.subdistrict_id,
        community_id=place.community_id,
        place_id=place.id,
        state=NoticeState.DRAFT,
        made_at=now,
        author_id=actor.person_id,
    )
    _settle(notice, draft, now)
    session.add(notice)
    await session.flush()
    edition = NoticeEdition(
        notice_id=notice.id,
        number=1,
        district_id=notice.district_id,
        state=EditionState.DRAFT,
        title=draft.title,
        text=draft.text,
        author_id=actor.person_id,
        touched_at=now,
    )
    session.add(edition)
    await addressing.address(session, notice, at, draft.audiences)
    await session.flush()
    await _hang(session, edition, files)
    return notice


async def rewrite(
    session: AsyncSession,
    actor: Actor,
    notice: Notice,
    draft: NoticeDraft,
    *,
    at: Sequence[Place | Grid],
    files: Sequence[File],
    now: datetime,
) -> None:
    """Change a draft that nobody has seen yet."""
    check_draft(notice)
    _check_time(draft, now)
    edition = (await session.scalars(queries.open_edition(notice.id))).one()
    _settle(notice, draft, now)
    edition.title, edition.text, edition.author_id = draft.title, draft.text, actor.person_id
    edition.touched_at = now
    touch(notice)
    await addressing.address(session, notice, at, draft.audiences)
    await session.flush()
    await _hang(session, edition, files)


def check_draft(notice: Notice) -> None:
    """NoticeNotDraft, EditionWaits."""
    if notice.state == NoticeState.WAITING:
        raise EditionWaits
    if notice.state != NoticeState.DRAFT:
        raise NoticeNotDraft


def _settle(notice: Notice, draft: NoticeDraft, now: datetime) -> None:
    notice.category = draft.category
    notice.public = draft.public
    notice.asks_confirmation = draft.asks_confirmation
    notice.begins_at = draft.begins_at or now
    notice.expires_at = draft.expires_at


def _check_time(draft: NoticeDraft, now: datetime) -> None:
    begins_at = max(draft.begins_at or now, now)
    if draft.expires_at <= begins_at:
        raise NoticeOver
    if draft.expires_at - begins_at > LONGEST:
        raise NoticeHoldsTooLong


async def _hang(session: AsyncSession, edition: NoticeEdition, files: Sequence[File]) -> None:
    of_edition = (NoticeFile.notice_id == edition.notice_id, NoticeFile.number == edition.number)
    for old in await session.scalars(select(NoticeFile).where(*of_edition)):
        await session.delete(old)
    await session.flush()
    session.add_all(
        NoticeFile(
            notice_id=edition.notice_id,
            number=edition.number,
            file_id=file.id,
            district_id=edition.district_id,
            position=position,
        )
        for position, file in enumerate(files)
    )


async def correct(
    session: AsyncSession,
    actor: Actor,
    notice: Notice,
    draft: NoticeCorrectionDraft,
    *,
    files: Sequence[File],
    now: datetime,
) -> None:
    """Begin the next edition of a notice that is shown, or change the one that was begun."""
    check_shown(notice, now)
    edition = await session.scalar(queries.open_edition(notice.id))
    if edition is None:
        edition = NoticeEdition(
            notice_id=notice.id,
            number=(notice.current_number or 0) + 1,
            district_id=notice.district_id,
            state=EditionState.DRAFT,
        )
        session.add(edition)
    elif edition.state == EditionState.WAITING:
        raise EditionWaits
    edition.title, edition.text = draft.title, draft.text
    edition.change_note, edition.author_id = draft.change_note, actor.person_id
    edition.touched_at = now
    touch(notice)
    await session.flush()
    await _hang(session, edition, files)
