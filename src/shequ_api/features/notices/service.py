"""Publishing notices, by a second person where it must be, and ending them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.notices import queries
from shequ_api.features.notices.events import NoticePublished, NoticeReviewTurned
from shequ_api.features.notices.models import Notice, NoticeEdition, NoticeTarget
from shequ_api.features.notices.rules import (
    EditionState,
    NoticeState,
    needs_review,
)
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.ids import new_id
from shequ_api.kit.repointing import QUIET

ENDED_AT_ONCE = 200


class OwnEdition(Forbidden):
    code, title = "notice_own_edition", "本人编写或提交的通知须由他人复核"


class NoticeOver(NotNow):
    code, title = "notice_over", "通知已到期、已撤回，或到期时间已过"


class NoticeNotPublished(NotNow):
    code, title = "notice_not_published", "通知尚未发布或已经结束"


class NothingToPublish(NotNow):
    code, title = "notice_nothing_to_publish", "没有待发布的草稿"


class NothingToReview(NotNow):
    code, title = "notice_nothing_to_review", "没有待复核的内容"


class NothingToRecall(NotNow):
    code, title = "notice_nothing_to_recall", "没有等待复核的内容可以收回"


class NotOwnEdition(Forbidden):
    code, title = "notice_not_own_edition", "只有编写或提交的人可以收回"


def check_shown(notice: Notice, now: datetime) -> None:
    """NoticeNotPublished, also of one whose time is over and whose clock has not come by."""
    if notice.state != NoticeState.PUBLISHED or notice.expires_at <= now:
        raise NoticeNotPublished


async def submit(session: AsyncSession, actor: Actor, notice: Notice, *, now: datetime) -> None:
    """Publish what was written, or let it wait for a second person."""
    edition = await session.scalar(queries.open_edition(notice.id))
    if edition is None or edition.state != EditionState.DRAFT:
        raise NothingToPublish
    _check_time_left(notice, now)
    edition.submitted_by_id, edition.touched_at = actor.person_id, now
    edition.returned_by_id = edition.return_note = None
    if not needs_review(notice.category, above_community=notice.community_id is None):
        await _publish(session, notice, edition, now)
        return
    edition.state = EditionState.WAITING
    if edition.number == 1:
        notice.state = NoticeState.WAITING
    touch(notice)
    turn_review(session, notice, waits=True, now=now)


def turn_review(session: AsyncSession, notice: Notice, *, waits: bool, now: datetime) -> None:
    """Say that a notice waits for a second person, or does no more."""
    fact = NoticeReviewTurned(
        subject_id=notice.id,
        district_id=notice.district_id,
        waits=waits,
        occasion_id=new_id(),
        subdistrict_id=notice.subdistrict_id,
        community_id=notice.community_id,
        until=notice.expires_at,
    )
    record(session, fact, now=now)


async def own_waiting_edition(session: AsyncSession, actor: Actor, notice: Notice) -> NoticeEdition:
    """The edition that waits, for whoever wrote or submitted it. NothingToRecall, NotOwnEdition."""
    edition = await session.scalar(queries.open_edition(notice.id))
    if edition is None or edition.state != EditionState.WAITING:
        raise NothingToRecall
    if actor.person_id not in (edition.author_id, edition.submitted_by_id):
        raise NotOwnEdition
    return edition


def recall(session: AsyncSession, notice: Notice, edition: NoticeEdition, *, now: datetime) -> None:
    """Take back what waits: it is a draft again, and nobody need look at it."""
    _to_draft(notice, edition, now)
    turn_review(session, notice, waits=False, now=now)


def _to_draft(notice: Notice, edition: NoticeEdition, now: datetime) -> None:
    edition.state, edition.touched_at = EditionState.DRAFT, now
    if edition.number == 1:
        notice.state = NoticeState.DRAFT
    touch(notice)


async def waiting_edition(session: AsyncSession, actor: Actor, notice: Notice) -> NoticeEdition:
    """The edition that waits, for somebody who neither wrote nor submitted it. NothingToReview,
    OwnEdition."""
    edition = await session.scalar(queries.open_edition(notice.id))
    if edition is None or edition.state != EditionState.WAITING:
        raise NothingToReview
    if actor.person_id in (edition.author_id, edition.submitted_by_id):
        raise OwnEdition
    return edition


async def review(
    session: AsyncSession,
    actor: Actor,
    notice: Notice,
    edition: NoticeEdition,
    *,
    passed: bool,
    note: str | None,
    now: datetime,
) -> None:
    """Pass an edition, which is published thereby, or give it back."""
    if passed:
        _check_time_left(notice, now)
        edition.passed_by_id = actor.person_id
        await _publish(session, notice, edition, now)
    else:
        edition.returned_by_id, edition.return_note = actor.person_id, note
        _to_draft(notice, edition, now)
    turn_review(session, notice, waits=False, now=now)


def _check_time_left(notice: Notice, now: datetime) -> None:
    if notice.state in (NoticeState.WITHDRAWN, NoticeState.EXPIRED) or notice.expires_at <= now:
        raise NoticeOver


async def _publish(
    session: AsyncSession, notice: Notice, edition: NoticeEdition, now: datetime
) -> None:
    edition.state, edition.published_at = EditionState.PUBLISHED, now
    notice.state, notice.current_number = NoticeState.PUBLISHED, edition.number
    if notice.published_at is None:
        notice.published_at = now
        notice.begins_at = max(notice.begins_at, now)
    touch(notice)
    await session.flush()
    showing = update(NoticeTarget).where(NoticeTarget.notice_id == notice.id)
    showing = showing.values(shown=True, number=edition.number, begins_at=notice.begins_at)
    await session.execute(showing, execution_options=QUIET)
    fact = NoticePublished(
        subject_id=notice.id,
        district_id=notice.district_id,
        category=notice.category,
        number=edition.number,
    )
    record(session, fact, now=now)


def touch(notice: Notice) -> None:
    """The version grows where only the words beside the row changed, too."""
    notice.touched += 1


async def withdraw(
    session: AsyncSession, actor: Actor, notice: Notice, *, reason: str, now: datetime
) -> None:
    """Show it no more. Whoever read it sees that it was withdrawn, and why."""
    check_shown(notice, now)
    notice.state = NoticeState.WITHDRAWN
    notice.withdrawn_at, notice.withdrawn_by_id = now, actor.person_id
    notice.withdrawal_reason = reason
    await _hide(session, [notice.id])
    edition = await session.scalar(queries.open_edition(notice.id))
    if edition is not None and edition.state == EditionState.WAITING:
        recall(session, notice, edition, now=now)  # there is nothing left to correct


async def end_expired(session: AsyncSession, now: datetime) -> None:
    """On a clock: what has expired is no longer in the readers' way."""
    over = (Notice.state == NoticeState.PUBLISHED, Notice.expires_at <= now)
    found = select(Notice).where(*over).order_by(Notice.expires_at).limit(ENDED_AT_ONCE)
    notices = (await session.scalars(found.with_for_update(skip_locked=True))).all()
    for notice in notices:
        notice.state = NoticeState.EXPIRED
    await _hide(session, [notice.id for notice in notices])


async def _hide(session: AsyncSession, ids: Collection[UUID]) -> None:
    await session.flush()
    hiding = update(NoticeTarget).where(NoticeTarget.notice_id.in_(ids)).values(shown=False)
    await session.execute(hiding, execution_options=QUIET)
