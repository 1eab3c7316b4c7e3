"""Notices over HTTP, for those whom they are addressed to, and for everybody at a place."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import exists, select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.files.showing import Showcase
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry
from shequ_api.features.notice_reading import queries, service
from shequ_api.features.notice_reading.permissions import ReadingPermission
from shequ_api.features.notice_reading.schemas import (
    EditionSeen,
    MyNoticeLine,
    MyNoticeView,
    PublicNotice,
)
from shequ_api.features.notice_reading.showing import my_view_of, public_of
from shequ_api.features.notices.public import (
    EVERYBODY,
    Notice,
    NoticeReceipt,
    NoticeTarget,
    notice_lines,
    titled,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["notice_reading"])
ORDER = [Notice.begins_at, Notice.id]
Reader = Annotated[Actor, Depends(may(ReadingPermission.READ))]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]


async def spots_of_reader(actor: Reader, session: Session, now: Now) -> set[queries.Spot]:
    """Where the reader belongs today."""
    registry: Registry = session.info["registry"]
    return await queries.spots_of(session, registry, actor.person_id, china_date(now))


MySpots = Annotated[set[queries.Spot], Depends(spots_of_reader)]


async def notice_of_mine(notice_id: UUID, actor: Reader, session: Session, now: Now) -> Notice:
    """A notice that is addressed to where the reader belongs, or that they have read."""
    read = exists().where(
        NoticeReceipt.notice_id == notice_id, NoticeReceipt.person_id == actor.person_id
    )
    notice = await session.get(Notice, notice_id)
    if notice is None or notice.current_number is None:
        raise Absent
    if not await session.scalar(select(read)):
        spots = await spots_of_reader(actor, session, now)
        here = NoticeTarget.notice_id == notice.id
        shown = queries.shown_at(spots, now, after=None, most=1, only=here)
        if (await session.execute(shown)).first() is None:
            raise Absent
    return notice


MyNotice = Annotated[Notice, Depends(notice_of_mine)]


@router.get("/me/notices")
async def list_my_notices(
    actor: Reader,
    spots: MySpots,
    session: Session,
    paging: ThePaging,
    now: Now,
    unread: Annotated[
        bool, Query(description="Only those that I have not read, or that were corrected since")
    ] = False,
) -> Page[MyNoticeLine]:
    """我的通知: What holds now where I live or serve, newest first."""
    if not spots:
        return Page(items=[], next_cursor=None)
    found = queries.shown_at(
        spots,
        now,
        after=paging.after,
        most=paging.limit + 1,
        only=queries.unread_by(actor.person_id) if unread else None,
    )
    return await _page(session, found, actor.person_id, paging)


async def _page(
    session: Session, found: queries.Rows, person_id: UUID, paging: ThePaging
) -> Page[MyNoticeLine]:
    shown = found.cte("shown").prefix_with("MATERIALIZED", dialect="postgresql")
    lines = queries.with_receipt(notice_lines(), person_id)
    lines = lines.join(shown, shown.c.notice_id == Notice.id)
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(
        items=[MyNoticeLine.model_validate(titled(row)) for row in rows], next_cursor=cursor
    )


@router.get("/me/notices/{notice_id}")
async def get_my_notice(
    notice: MyNotice, actor: Reader, session: Session, showcase: TheShowcase, now: Now
) -> MyNoticeView:
    """查看我的通知: One that is addressed to me, with what corrections changed. To look is not to
    have read: that is said apart."""
    return await my_view_of(session, notice, actor.person_id, showcase, now)


@router.put("/me/notices/{notice_id}/reading")
async def read_my_notice(
    seen: EditionSeen,
    notice: MyNotice,
    actor: Reader,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> MyNoticeView:
    """通知已读: I read this edition. A correction since then stays unread."""
    await service.read(session, notice, actor.person_id, number=seen.number, now=now)
    return await my_view_of(session, notice, actor.person_id, showcase, now)


@router.put("/me/notices/{notice_id}/confirmation")
async def confirm_my_notice(
    seen: EditionSeen,
    notice: MyNotice,
    actor: Reader,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> MyNoticeView:
    """确认已阅: I confirm that I read the edition that is shown."""
    await service.confirm(session, notice, actor.person_id, number=seen.number, now=now)
    await session.flush()
    return await my_view_of(session, notice, actor.person_id, showcase, now)


@router.get("/places/{place_id}/notices", dependencies=[PUBLIC])
async def list_place_notices(
    place_id: UUID, session: Session, paging: ThePaging, showcase: TheShowcase, now: Now
) -> Page[PublicNotice]:
    """此处的公开通知: What everybody may read who scans the code of a place, newest first."""
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None:
        raise Absent
    spots = queries.spots_of_place(place, EVERYBODY)
    found = queries.shown_at(
        spots, now, after=paging.after, most=paging.limit + 1, only=NoticeTarget.public.is_(True)
    )
    shown = found.cte("shown").prefix_with("MATERIALIZED", dialect="postgresql")
    lines = notice_lines().join(shown, shown.c.notice_id == Notice.id)
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=await public_of(session, rows, showcase, now), next_cursor=cursor)
