"""Following up on a notice over HTTP: counts, who has not read, reminders."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.base.residency.models import Residency
from shequ_api.features.notice_follow_up import service
from shequ_api.features.notice_follow_up.permissions import FollowUpPermission
from shequ_api.features.notice_follow_up.queries import among, counted, receipts_of
from shequ_api.features.notice_follow_up.schemas import NoticeCounts, ReminderView, UnreadReader
from shequ_api.features.notices.public import (
    FEWEST_TOLD,
    Notice,
    NoticeReceipt,
    everybody_addressed,
    is_discreet,
    named_without_receipt,
    seeing_tags,
    told,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed, NotNow
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["notice_follow_up"], prefix="/notices/{notice_id}")
Follower = Annotated[Actor, Depends(may(FollowUpPermission.FOLLOW_UP))]
MOST_COUNTED = 100_000


class ScopeTooWide(Malformed):
    code, title = "notice_scope_too_wide", "请指定一个社区或网格"


class TagsUncounted(NotNow):
    """A draft can be written anew as often as one likes, until its counts tell who carries it."""

    code, title = "notice_tags_uncounted", "面向特定人群的通知发布后才能统计"


async def notice_in_scope(notice_id: UUID, actor: AnyActor, session: Session) -> Notice:
    """A notice that was issued inside the actor's scope."""
    notice = await session.get(Notice, notice_id)
    if notice is None or not actor.covers(notice):
        raise Absent
    return notice


async def notice_for_us(notice_id: UUID, actor: AnyActor, session: Session) -> Notice:
    """The same, or one that an office above the actor's published: those whom it addresses here
    are the actor's to go and tell."""
    notice = await session.get(Notice, notice_id)
    at = actor.acting
    above = {at.subdistrict_id, at.district_id, at.city_id} if at else set()
    if notice is not None and notice.published_at is not None and notice.place_id in above:
        return notice
    return await notice_in_scope(notice_id, actor, session)


TheNotice = Annotated[Notice, Depends(notice_in_scope)]
ForUs = Annotated[Notice, Depends(notice_for_us)]


@router.post("/reminders", status_code=201)
async def remind_of_notice(
    notice: TheNotice, actor: Follower, session: Session, now: Now
) -> ReminderView:
    """提醒未读: Let those hear of it again who have not read it, or not confirmed; every six hours
    at most."""
    reminder = await service.remind(session, actor, notice, now=now)
    return ReminderView.model_validate(reminder)


@router.get("/counts")
async def get_notice_counts(
    notice: TheNotice, _: Follower, session: Session, now: Now
) -> NoticeCounts:
    """通知阅读统计: How many are addressed, and how many of these have read, have confirmed; where
    a tag says whom, in tens, and not before it is published."""
    number = notice.current_number or 0
    if notice.published_at is None and await is_discreet(session, notice.id):
        raise TagsUncounted
    async with seeing_tags(session, notice) as discreet:
        addressed = await everybody_addressed(session, notice, china_date(now))
        read = receipts_of(notice.id, NoticeReceipt.number >= number)
        confirmed = receipts_of(notice.id, NoticeReceipt.confirmed_number >= number)
        lots = {
            "addressed": addressed,
            "read": among(read, addressed),
            "confirmed": among(confirmed, addressed),
        }
        found = {
            name: await session.scalar(counted(rows, MOST_COUNTED)) or 0
            for name, rows in lots.items()
        }
    shown = {name: min(count, MOST_COUNTED) for name, count in found.items()}
    return NoticeCounts(
        **{name: told(count, discreet=discreet) for name, count in shown.items()},
        more=any(count > MOST_COUNTED for count in found.values()),
        fewer_than=FEWEST_TOLD if discreet else None,
    )


async def _within(session: Session, actor: Actor, within_id: UUID | None) -> tuple[str, UUID]:
    """The column and id by which unread readers are listed: a community or a grid."""
    scope = actor.acting.scope if actor.acting else None
    if within_id is None and scope is not None and scope.column == "community_id":
        return scope.column, scope.id
    place = await session.get(Place, within_id) if within_id else None
    grid = await session.get(Grid, within_id) if within_id and place is None else None
    if place is not None and place.id == place.community_id and actor.covers(place):
        return "community_id", place.id
    kinds = {GridKind.GENERAL: "general_grid_id", GridKind.MICRO: "micro_grid_id"}
    if grid is not None and grid.kind in kinds and actor.covers(grid):
        return kinds[grid.kind], grid.id
    raise ScopeTooWide


@router.get("/unread-readers")
async def list_unread_readers(
    notice: ForUs,
    actor: Follower,
    session: Session,
    paging: ThePaging,
    now: Now,
    within_id: Annotated[
        UUID | None, Query(description="A community or grid of my scope; else my own community")
    ] = None,
) -> Page[UnreadReader]:
    """未读名单: Who is addressed there and has not read it (not confirmed, where it asks for that),
    a line for each home or office; for whoever goes and tells them, of what offices above issued,
    too. Nobody by a tag."""
    place = await _within(session, actor, within_id)
    unread = await named_without_receipt(session, notice, china_date(now), place)
    rows: Any = unread.subquery()
    lines = (
        select(
            rows.c.person_id,
            Person.name,
            rows.c.id.label("belonging_id"),
            Place.full_name.label("place_name"),
        )
        .join(Person, Person.id == rows.c.person_id)
        .outerjoin(Residency, Residency.id == rows.c.id)
        .outerjoin(Place, Place.id == Residency.place_id)
    )
    found, cursor = await page_of(session, lines, [rows.c.since, rows.c.id], paging)
    return Page(items=[UnreadReader(**row) for row in found], next_cursor=cursor)
