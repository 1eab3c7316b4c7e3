"""The notices that a request may be about, and who acts on them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.features.notices.models import Notice
from shequ_api.features.notices.permissions import NoticePermission
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.parts import part

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


TheNotice = Annotated[Notice, Depends(notice_in_scope)]
