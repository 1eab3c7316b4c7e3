"""Drafts over HTTP: one's own, those for others, and handing in."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.features.service_applications.public import (
    ServiceApplication,
    ServiceApplicationPermission,
    ServiceApplicationView,
    is_theirs,
    serves_in,
    still_assists,
)
from shequ_api.features.service_applications.public import view_of as application_view
from shequ_api.features.service_drafts import queries, service
from shequ_api.features.service_drafts.dropping import drop
from shequ_api.features.service_drafts.models import ServiceDraft
from shequ_api.features.service_drafts.refusals import DraftSubmitted
from shequ_api.features.service_drafts.schemas import (
    AssistedDraftContent,
    DraftKnowledge,
    DraftSubmission,
    ServiceDraftContent,
    ServiceDraftLine,
    ServiceDraftView,
)
from shequ_api.features.service_drafts.showing import knowledge_of, line, view_of
from shequ_api.features.service_drafts.submitting import submit
from shequ_api.features.services.public import Channel, ServicePermission
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.http.versions import IfMatch, Match, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["service_drafts"])
P = ServiceApplicationPermission
Applicant = Annotated[Actor, Depends(may(P.APPLY, on_behalf=True))]
Knower = Annotated[Actor, Depends(may(ServicePermission.KNOW, on_behalf=True))]
Assistant = Annotated[Actor, Depends(may(P.ASSIST))]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]


async def own_draft(draft_id: UUID, actor: Applicant, session: Session) -> ServiceDraft:
    """A draft with which one goes on, or that was filled in for oneself or for whom one acts. The
    right stands first: it tells whose affair it is."""
    return await _own(session, actor, draft_id)


async def draft_to_judge(draft_id: UUID, actor: Knower, session: Session) -> ServiceDraft:
    """The same, for whoever may see what is known of the applicant."""
    return await _own(session, actor, draft_id)


async def assisted_draft(draft_id: UUID, actor: AnyActor, session: Session) -> ServiceDraft:
    """The same, of one's own: by a mandate nobody assists."""
    return await _own(session, actor, draft_id)


async def _own(session: AsyncSession, actor: Actor, draft_id: UUID) -> ServiceDraft:
    found = await session.get(ServiceDraft, draft_id)
    if found is None or not await _goes_on(session, actor, found):
        raise Absent
    return found


async def _goes_on(session: AsyncSession, actor: Actor, draft: ServiceDraft) -> bool:
    """The applicant always, and who acts for them; whoever began it for another in office, while
    they serve or assist there."""
    if draft.organisation_id is not None and not serves_in(actor, draft.organisation_id):
        return False
    if actor.concerned_id == draft.applicant_id:
        return True
    if actor.on_behalf_of is not None or actor.person_id != draft.owner_id:
        return False
    return await _still_assists(session, actor, draft)


async def _still_assists(session: AsyncSession, actor: Actor, draft: ServiceDraft) -> bool:
    """What was filled in in office is gone on with while the applicant lies in one's scope."""
    if draft.channel == Channel.ONLINE or draft.applicant_id is None:
        return True
    return actor.may(P.ASSIST) and await service.lies_in_scope(session, actor, draft.applicant_id)


async def draft_to_hand_in(
    draft_id: UUID, actor: Applicant, session: Session
) -> ServiceDraft | ServiceApplication:
    """The same; what was handed in is the application by now."""
    application = await session.get(ServiceApplication, draft_id)
    if application is None:
        return await _own(session, actor, draft_id)
    if not is_theirs(actor, application) and not await still_assists(session, actor, application):
        raise Absent
    return application


Own = Annotated[ServiceDraft, Depends(own_draft)]
ToJudge = Annotated[ServiceDraft, Depends(draft_to_judge)]
Assisted = Annotated[ServiceDraft, Depends(assisted_draft)]
ToHandIn = Annotated[ServiceDraft | ServiceApplication, Depends(draft_to_hand_in)]


@router.get("/me/service-drafts")
async def list_my_service_drafts(
    actor: Applicant,
    session: Session,
    paging: ThePaging,
    to_confirm: Annotated[
        bool, Query(description="Those that somebody filled in for me and asks me to hand in")
    ] = False,
) -> Page[ServiceDraftLine]:
    """我的申请草稿: What I have begun, or the person for whom I act, the latest first."""
    mine = queries.owned_by(actor)
    which = queries.awaiting(actor.concerned_id) if to_confirm else mine
    rows, cursor = await page_of(session, queries.lines_of(which), queries.ORDER, paging)
    return Page(items=[line(row) for row in rows], next_cursor=cursor)


@router.put("/service-drafts/{draft_id}")
async def save_service_draft(
    draft_id: UUID,
    content: ServiceDraftContent,
    actor: Applicant,
    session: Session,
    match: IfMatch,
    response: Response,
    showcase: TheShowcase,
    now: Now,
) -> ServiceDraftView:
    """保存申请草稿: Begin a draft under an id of mine, or put all of it anew, if no other device
    changed it since (If-Match, after the first time). What lacks may come later."""
    saved = await _saved(session, actor, draft_id, content, match, now)
    show_version(response, saved.version)
    return await view_of(session, saved, showcase, now)


@router.put("/assisted-service-drafts/{draft_id}")
async def save_assisted_service_draft(
    draft_id: UUID,
    content: AssistedDraftContent,
    actor: Assistant,
    session: Session,
    match: IfMatch,
    response: Response,
    showcase: TheShowcase,
    now: Now,
) -> ServiceDraftView:
    """代填申请草稿: The same for somebody of my scope, at the door or at a counter; it may come
    late, from a phone that was offline."""
    saved = await _saved(session, actor, draft_id, content, match, now)
    show_version(response, saved.version)
    return await view_of(session, saved, showcase, now)


@router.get("/service-drafts/{draft_id}")
async def get_service_draft(
    draft: Own,
    _: Applicant,
    session: Session,
    response: Response,
    showcase: TheShowcase,
    now: Now,
) -> ServiceDraftView:
    """查看申请草稿: A draft with all that is filled in, and whether the guide has changed since."""
    show_version(response, draft.version)
    return await view_of(session, draft, showcase, now)


@router.get("/service-drafts/{draft_id}/knowledge")
async def get_draft_knowledge(
    draft: ToJudge, actor: Knower, session: Session, showcase: TheShowcase, now: Now
) -> DraftKnowledge:
    """已掌握的信息: What need not be filled in or handed in again, papers of earlier applications
    that may be put on the draft as they are, and each rule as it is for the applicant. Who fills it
    in for somebody else in office is told less: nothing of the register, and no papers. Who acts by
    a mandate is told all where it names `service:know`, and nothing where it does not."""
    whole = draft.organisation_id is not None or draft.applicant_id == actor.concerned_id
    return await knowledge_of(session, draft, showcase, now, whole=whole)


@router.delete("/service-drafts/{draft_id}", status_code=204)
async def discard_service_draft(draft: Own, _: Applicant, session: Session, now: Now) -> None:
    """删除申请草稿: It goes, with its photos; of one that was filled in for me, too."""
    await drop(session, [draft], now=now)


@router.post("/service-drafts/{draft_id}/confirmation-request")
async def ask_draft_confirmation(
    draft: Assisted, actor: Assistant, session: Session, showcase: TheShowcase, now: Now
) -> ServiceDraftView:
    """请本人确认: Tell whoever I filled it in for to look at it and hand it in."""
    await service.ask_confirmation(session, actor, draft, now=now)
    return await view_of(session, draft, showcase, now)


@router.post("/service-drafts/{draft_id}/submission", status_code=201)
@moves
async def submit_service_draft(
    said: DraftSubmission,
    draft: ToHandIn,
    actor: Applicant,
    session: Session,
    match: IfMatch,
    showcase: TheShowcase,
    now: Now,
) -> ServiceApplicationView:
    """提交申请: The draft becomes an application under its own id; one that was handed in already
    is answered as it stands. Where somebody else wrote it last, If-Match says which version I read.
    Who is known not to meet a binding rule is refused, with each."""
    if isinstance(draft, ServiceApplication):
        made = draft
    else:
        photo_id = said.signature_photo_id
        made = await submit(
            session, actor, draft, match=match, signature_photo_id=photo_id, now=now
        )
    return await application_view(session, made, showcase, now, whole=is_theirs(actor, made))


async def _saved(
    session: AsyncSession,
    actor: Actor,
    draft_id: UUID,
    content: service.Content,
    match: Match,
    now: datetime,
) -> ServiceDraft:
    draft = await _present(session, actor, draft_id)
    if draft is not None:
        # Sent again since its answer was lost: it stands as it was sent.
        if await service.is_same(session, draft, content):
            return draft
        match.check(draft.version)
    return await service.save(session, actor, draft, draft_id, content, now=now)


async def _present(session: AsyncSession, actor: Actor, draft_id: UUID) -> ServiceDraft | None:
    """The draft of an id that the actor may change now; None where there is none yet."""
    draft = await session.get(ServiceDraft, draft_id)
    if draft is not None:
        if draft.owner_id != actor.concerned_id or not await _goes_on(session, actor, draft):
            raise Absent
        return draft
    done = await session.get(ServiceApplication, draft_id)
    if done is None:
        return None
    if not is_theirs(actor, done) and not await still_assists(session, actor, done):
        raise Absent
    raise DraftSubmitted(application_id=str(done.id))
