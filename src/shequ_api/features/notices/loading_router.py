"""The notices that a request may be about, and who acts on them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import exists, select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.base.registry import Registry
from shequ_api.features.notices import queries
from shequ_api.features.notices.models import Notice, NoticeReceipt, NoticeTarget
from shequ_api.features.notices.permissions import NoticePermission
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part

Reader = Annotated[Actor, Depends(may(NoticePermission.READ))]
Viewer = Annotated[Actor, Depends(may(NoticePermission.VIEW))]
Writer = Annotated[Actor, Depends(may(NoticePermission.WRITE))]
Reviewer = Annotated[Actor, Depends(may(NoticePermission.REVIEW))]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]


async def notice_in_scope(notice_id: UUID, actor: AnyActor, session: Session) -> Notice:
    """A notice that was issued inside the actor's scope."""
    notice = await session.get(Notice, notice_id)
    if notice is None or not actor.covers(notice):
        raise Absent
    return notice


async def spots_of_reader(actor: Reader, session: Session, now: Now) -> set[queries.Spot]:
    """Where the reader belongs today."""
    registry: Registry = session.info["registry"]
    audiences = registry.audiences.values()
    return await queries.spots_of(session, audiences, actor.person_id, china_date(now))


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


TheNotice = Annotated[Notice, Depends(notice_in_scope)]
MyNotice = Annotated[Notice, Depends(notice_of_mine)]
