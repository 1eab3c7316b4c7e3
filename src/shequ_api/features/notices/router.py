"""Notices over HTTP, for the office: written, passed, published, corrected, withdrawn."""

from typing import Annotated

from fastapi import Depends, Query, Response

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor
from shequ_api.base.files.models import File
from shequ_api.base.files.service import files_for
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry
from shequ_api.features.notices import addressing, discarding, drafting, queries, service
from shequ_api.features.notices.loading_router import (
    Reviewer,
    TheNotice,
    TheShowcase,
    Viewer,
    Writer,
)
from shequ_api.features.notices.models import Notice
from shequ_api.features.notices.rules import NoticeCategory, NoticeState
from shequ_api.features.notices.schemas import (
    NoticeAudienceView,
    NoticeCorrectionDraft,
    NoticeDraft,
    NoticeLine,
    NoticeReview,
    NoticeView,
    NoticeWithdrawal,
)
from shequ_api.features.notices.showing import titled, view_of
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["notices"])


async def issuer(actor: Writer, session: Session) -> Place:
    """The place for which the actor issues notices."""
    return await drafting.issuing_place(session, actor)


ThePlace = Annotated[Place, Depends(issuer)]


async def _shown(
    session: Session, notice: Notice, showcase: TheShowcase, response: Response, now: Now
) -> NoticeView:
    view = await view_of(session, notice, showcase, now)
    show_version(response, view.version)
    return view


async def _files(
    session: Session,
    actor: Actor,
    notice: Notice | None,
    draft: NoticeDraft | NoticeCorrectionDraft,
) -> list[File]:
    notice_id = notice.id if notice else None
    return await files_for(
        session,
        queries.files_at_hand(actor.person_id, notice_id),
        queries.latest_files(notice_id),
        photo_ids=draft.photo_ids,
        document_ids=draft.document_ids,
    )


@router.get("/notice-audiences")
async def list_notice_audiences(_: AnyActor, session: Session) -> list[NoticeAudienceView]:
    """通知对象: Who can be addressed."""
    registry: Registry = session.info["registry"]
    return [NoticeAudienceView.model_validate(each) for each in registry.audiences.values()]


@router.get("/notices")
async def list_notices(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    state: Annotated[NoticeState | None, Query(description="Only those in this state")] = None,
    category: Annotated[NoticeCategory | None, Query(description="Only of this class")] = None,
) -> Page[NoticeLine]:
    """通知列表: Notices that were issued in my scope, newest first."""
    wanted = {Notice.state: state, Notice.category: category}
    lines = queries.notice_lines(in_scope(actor, Notice))
    lines = lines.where(*(column == one for column, one in wanted.items() if one is not None))
    rows, cursor = await page_of(session, lines, [Notice.made_at, Notice.id], paging)
    return Page(items=[NoticeLine.model_validate(titled(row)) for row in rows], next_cursor=cursor)


@router.get("/notices/{notice_id}")
async def get_notice(
    notice: TheNotice,
    _: Viewer,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> NoticeView:
    """查看通知: One notice with its targets, corrections and what is being written."""
    return await _shown(session, notice, showcase, response, now)


@router.post("/notices", status_code=201)
async def write_notice(
    draft: NoticeDraft,
    place: ThePlace,
    actor: Writer,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> NoticeView:
    """起草通知: A draft, issued by the community, subdistrict or district of the acting posting."""
    addressing.check_audiences(session, draft.audiences, public=draft.public)
    at = await addressing.addressable(session, actor, draft.target_ids)
    addressing.check_size(session, draft.audiences, at)
    files = await _files(session, actor, None, draft)
    notice = await drafting.write(session, actor, place, draft, at=at, files=files, now=now)
    return await _shown(session, notice, showcase, response, now)


@router.put("/notices/{notice_id}/draft")
async def rewrite_notice(
    draft: NoticeDraft,
    notice: TheNotice,
    actor: Writer,
    session: Session,
    match: IfMatch,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> NoticeView:
    """修改通知草稿: Change all of a draft."""
    drafting.check_draft(notice)
    match.check(notice.version)
    addressing.check_audiences(session, draft.audiences, public=draft.public)
    at = await addressing.addressable(session, actor, draft.target_ids)
    addressing.check_size(session, draft.audiences, at)
    files = await _files(session, actor, notice, draft)
    await drafting.rewrite(session, actor, notice, draft, at=at, files=files, now=now)
    return await _shown(session, notice, showcase, response, now)


@router.delete("/notices/{notice_id}/draft", status_code=204)
async def discard_notice_draft(
    notice: TheNotice, _: Writer, session: Session, match: IfMatch
) -> None:
    """删除通知草稿: Let go of what is being written: the whole notice where it was never shown,
    else its correction alone."""
    edition = await discarding.draft_of(session, notice)
    match.check(notice.version)
    await discarding.discard(session, notice, edition)


@router.put("/notices/{notice_id}/correction")
async def correct_notice(
    draft: NoticeCorrectionDraft,
    notice: TheNotice,
    actor: Writer,
    session: Session,
    match: IfMatch,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> NoticeView:
    """更正通知: Write the next edition, which says what changed; it is published apart."""
    service.check_shown(notice, now)
    match.check(notice.version)
    files = await _files(session, actor, notice, draft)
    await drafting.correct(session, actor, notice, draft, files=files, now=now)
    return await _shown(session, notice, showcase, response, now)


@router.post("/notices/{notice_id}/publication")
async def publish_notice(
    notice: TheNotice,
    actor: Writer,
    session: Session,
    match: IfMatch,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> NoticeView:
    """发布通知: Publish what was written; what is for an emergency, or above a community, waits for
    a second person."""
    match.check(notice.version)
    await service.submit(session, actor, notice, now=now)
    return await _shown(session, notice, showcase, response, now)


@router.put("/notices/{notice_id}/review")
async def review_notice(
    verdict: NoticeReview,
    notice: TheNotice,
    actor: Reviewer,
    session: Session,
    match: IfMatch,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> NoticeView:
    """复核通知: Pass what waits, which publishes it, or give it back; never one's own."""
    edition = await service.waiting_edition(session, actor, notice)
    match.check(notice.version)
    await service.review(
        session, actor, notice, edition, passed=verdict.passed, note=verdict.note, now=now
    )
    return await _shown(session, notice, showcase, response, now)


@router.put("/notices/{notice_id}/recall")
async def recall_notice(
    notice: TheNotice,
    actor: Writer,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> NoticeView:
    """收回待复核的通知: What I wrote or submitted waits no more, and is a draft again."""
    edition = await service.own_waiting_edition(session, actor, notice)
    service.recall(session, notice, edition, now=now)
    return await _shown(session, notice, showcase, response, now)


@router.put("/notices/{notice_id}/withdrawal")
async def withdraw_notice(
    withdrawal: NoticeWithdrawal,
    notice: TheNotice,
    actor: Writer,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> NoticeView:
    """撤回通知: Show it no more; whoever read it sees why."""
    await service.withdraw(session, actor, notice, reason=withdrawal.reason, now=now)
    return await _shown(session, notice, showcase, response, now)
