"""Checks over HTTP: the queue of those who judge, and what an author is told."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.router import TheShowcase
from shequ_api.base.files.showing import Showcase
from shequ_api.base.registry import Registry
from shequ_api.features.content_checks import queries, service
from shequ_api.features.content_checks.authors import authored_by, is_author
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.features.content_checks.permissions import ContentPermission
from shequ_api.features.content_checks.schemas import (
    ContentAppeal,
    ContentCheckLine,
    ContentCheckView,
    ContentDecision,
)
from shequ_api.features.content_checks.states import (
    REASON_TITLES,
    STATE_TITLES,
    ContentState,
    Reason,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["content_checks"])
TheRegistry = Annotated[Registry, Depends(part(Registry))]
Judge = Annotated[Actor, Depends(may(ContentPermission.JUDGE))]


async def check_in_view(check_id: UUID, actor: AnyActor, session: Session) -> ContentCheck:
    """A check of one's own content, or one in the scope of who judges."""
    check = await session.scalar(queries.check_in_view(session, actor, check_id))
    if check is None:
        raise Absent
    return check


TheCheck = Annotated[ContentCheck, Depends(check_in_view)]
ORDER = [ContentCheck.written_at, ContentCheck.id]


@router.get("/content-checks")
async def list_content_checks(
    actor: Judge, session: Session, paging: ThePaging, registry: TheRegistry
) -> Page[ContentCheckLine]:
    """待审核内容: What in my scope waits for people, appeals too; newest first."""
    lines = queries.check_lines(in_scope(actor, ContentCheck), queries.QUEUED)
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[_line(registry, row) for row in rows], next_cursor=cursor)


@router.get("/me/content-checks")
async def list_my_content_checks(
    actor: AnyActor, session: Session, paging: ThePaging, registry: TheRegistry
) -> Page[ContentCheckLine]:
    """我的内容审核: What I wrote that was checked, newest first."""
    lines = queries.check_lines(authored_by(session, actor.person_id))
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[_line(registry, row) for row in rows], next_cursor=cursor)


@router.get("/content-checks/{check_id}")
async def get_content_check(
    check: TheCheck,
    actor: AnyActor,
    session: Session,
    registry: TheRegistry,
    showcase: TheShowcase,
    now: Now,
) -> ContentCheckView:
    """查看内容审核: What was written, what came of checking it and why."""
    return await _shown(session, actor, check, registry, showcase, now)


@router.put("/content-checks/{check_id}/decision")
async def decide_content_check(
    decision: ContentDecision,
    check: TheCheck,
    actor: Judge,
    session: Session,
    registry: TheRegistry,
    showcase: TheShowcase,
    now: Now,
) -> ContentCheckView:
    """审核内容: Show it or hide it. Nobody judges their own; an appeal is judged by another."""
    passed, note = decision.passed, decision.note
    await service.decide(session, actor, check, passed=passed, note=note, now=now)
    return await _shown(session, actor, check, registry, showcase, now)


@router.put("/content-checks/{check_id}/appeal")
async def appeal_content_check(
    said: ContentAppeal,
    check: TheCheck,
    actor: AnyActor,
    session: Session,
    registry: TheRegistry,
    showcase: TheShowcase,
    now: Now,
) -> ContentCheckView:
    """内容申诉: Say, once, why what was hidden should be shown."""
    await service.appeal(session, actor, check, reason=said.reason, now=now)
    return await _shown(session, actor, check, registry, showcase, now)


def _line(registry: Registry, row: Mapping[str, Any]) -> ContentCheckLine:
    return ContentCheckLine(
        **{name: value for name, value in row.items() if name != "reasons"},
        kind_title=registry.writings[row["kind"]].title,
        state_title=STATE_TITLES[ContentState(row["state"])],
        reasons=[REASON_TITLES[Reason(reason)] for reason in row["reasons"]],
    )


async def _shown(
    session: AsyncSession,
    actor: Actor,
    check: ContentCheck,
    registry: Registry,
    showcase: Showcase,
    now: Any,
) -> ContentCheckView:
    await session.flush()
    found = await session.execute(queries.check_lines(ContentCheck.id == check.id))
    written = await registry.writings[check.kind].load(session, check.subject_id)
    media = (await session.execute(queries.media_of(check.id))).all()
    return ContentCheckView(
        **dict(_line(registry, dict(found.mappings().one()))),
        text=written.text or None if written else None,
        photos=[showcase.view(each, now) for each in media if each.seconds is None],
        voices=[showcase.voice(each, now) for each in media if each.seconds is not None],
        label=check.label,
        mine=is_author(session, actor, check),
        decision_note=check.decision_note,
        appeal=check.appeal,
        appeal_note=check.appeal_note,
    )
