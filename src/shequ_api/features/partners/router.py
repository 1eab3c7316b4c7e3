"""Partners over HTTP: applying, reviewing, suspending, ending; and the alliance for everybody."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from shequ_api.base.access.actor import in_scope
from shequ_api.base.audit.looks import note_look
from shequ_api.base.places.models import Place
from shequ_api.features.partners import queries
from shequ_api.features.partners.contacts import open_phone
from shequ_api.features.partners.flow import PartnerState
from shequ_api.features.partners.loading_router import (
    Applicant,
    InScope,
    InView,
    Overseer,
    OwnApplication,
    OwnPartner,
    Representative,
    Reviewer,
    Suspender,
    TheShowcase,
    Viewer,
)
from shequ_api.features.partners.models import Partner
from shequ_api.features.partners.schemas import (
    PartnerAmendment,
    PartnerApplication,
    PartnerContact,
    PartnerDossier,
    PartnerProfile,
    PartnerReason,
    PartnerReveal,
    PartnerReview,
    PartnerView,
    PublicPartner,
)
from shequ_api.features.partners.service import applying, standing
from shequ_api.features.partners.showing import dossier_of, partner_view, public_partner, view_of
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["partners"])
APPLIED = [Partner.applied_at, Partner.id]


@router.get("/alliance/partners")
async def list_alliance_partners(
    _: Viewer, session: Session, paging: ThePaging, now: Now, community_id: UUID
) -> Page[PublicPartner]:
    """联盟合伙人: The partners that serve a community now, and what they supply. For everybody."""
    lines = queries.public_partners(community_id, china_date(now))
    rows, cursor = await page_of(session, lines, APPLIED, paging)
    return Page(items=[public_partner(session, row) for row in rows], next_cursor=cursor)


@router.post("/partners", status_code=201)
async def apply_as_partner(
    draft: PartnerApplication, actor: Applicant, session: Session, now: Now
) -> PartnerView:
    """申请成为合伙人: Ask to become a partner of a community, alone, as a group or a business."""
    community = await session.get(Place, draft.community_id)
    if community is None or community.ended_at is not None:
        raise Absent
    partner = await applying.apply(session, actor, community, draft, now=now)
    return await view_of(session, partner)


@router.get("/me/partners")
async def list_my_partners(
    actor: Applicant, session: Session, paging: ThePaging
) -> Page[PartnerView]:
    """我的合伙人申请: What I applied for, newest first."""
    lines = queries.partner_lines(Partner.applicant_id == actor.person_id)
    rows, cursor = await page_of(session, lines, APPLIED, paging)
    return Page(items=[partner_view(session, row) for row in rows], next_cursor=cursor)


@router.get("/partners")
async def list_partners(
    actor: Overseer,
    session: Session,
    paging: ThePaging,
    now: Now,
    *,
    state: Annotated[PartnerState | None, Query(description="Only those in this state")] = None,
    ending: Annotated[
        bool, Query(description="Only active ones whose agreement ends within 30 days")
    ] = False,
) -> Page[PartnerView]:
    """合伙人列表: Partners of my scope and those who want to be, newest first."""
    lines = queries.partner_lines(in_scope(actor, Partner))
    if state is not None:
        lines = lines.where(Partner.state == state)
    if ending:
        lines = lines.where(queries.ending_soon(china_date(now)))
    rows, cursor = await page_of(session, lines, APPLIED, paging)
    return Page(items=[partner_view(session, row) for row in rows], next_cursor=cursor)


@router.get("/partners/{partner_id}")
async def get_partner(
    partner: InView, actor: Viewer, session: Session, showcase: TheShowcase, now: Now
) -> PartnerDossier:
    """查看合伙人: One partner with its licence and each step, for its people and the office."""
    return await dossier_of(session, actor, partner, showcase, now)


@router.put("/partners/{partner_id}/application")
async def amend_partner_application(
    said: PartnerAmendment, partner: OwnApplication, actor: Applicant, session: Session, now: Now
) -> PartnerView:
    """补充申请材料: Hand my application in anew, with what was asked for."""
    await applying.amend(session, actor, partner, said, now=now)
    return await view_of(session, partner)


@router.post("/partners/{partner_id}/withdrawal")
async def withdraw_partner_application(
    partner: OwnApplication, actor: Applicant, session: Session, now: Now
) -> PartnerView:
    """撤回申请: I do not want to become a partner any more."""
    await applying.withdraw(session, actor, partner, now=now)
    return await view_of(session, partner)


@router.post("/partners/{partner_id}/review")
async def review_partner(
    word: PartnerReview, partner: InScope, actor: Reviewer, session: Session, now: Now
) -> PartnerView:
    """审核合伙人申请: Accept, decline, or ask for more."""
    await applying.review(session, actor, partner, word, now=now)
    return await view_of(session, partner)


@router.put("/partners/{partner_id}/profile")
async def describe_partner(
    profile: PartnerProfile, partner: OwnPartner, _: Representative, session: Session, now: Now
) -> PartnerView:
    """修改合伙人介绍: What we supply, where, and whom to call."""
    await standing.describe(session, partner, profile, now=now)
    return await view_of(session, partner)


@router.post("/partners/{partner_id}/suspension")
async def suspend_partner(
    why: PartnerReason, partner: InScope, actor: Suspender, session: Session, now: Now
) -> PartnerView:
    """暂停合作: Nothing of it is sold from now on; what was ordered is handed over still."""
    await standing.suspend(session, actor, partner, reason=why.reason, now=now)
    return await view_of(session, partner)


@router.post("/partners/{partner_id}/resumption")
async def resume_partner(
    why: PartnerReason, partner: InScope, actor: Suspender, session: Session, now: Now
) -> PartnerView:
    """恢复合作: It may sell again."""
    await standing.resume(session, actor, partner, reason=why.reason, now=now)
    return await view_of(session, partner)


@router.post("/partners/{partner_id}/ending")
async def end_partner(
    why: PartnerReason, partner: InScope, actor: Suspender, session: Session, now: Now
) -> PartnerView:
    """终止合作: It is no partner any more."""
    await standing.end(session, actor, partner, reason=why.reason, now=now)
    return await view_of(session, partner)


@router.post("/partners/{partner_id}/leaving")
async def leave_alliance(
    why: PartnerReason, partner: OwnPartner, actor: Representative, session: Session, now: Now
) -> PartnerView:
    """退出联盟: We do not want to be a partner any more."""
    await standing.end(session, actor, partner, reason=why.reason, now=now)
    return await view_of(session, partner)


@router.post("/partners/{partner_id}/reveals")
@unkeyed
async def reveal_partner_contact(
    reveal: PartnerReveal, partner: InScope, actor: Reviewer, session: Session, now: Now
) -> PartnerContact:
    """查看合伙人联系电话: The number of its contact in clear; the look is logged."""
    note_look(
        session,
        actor,
        subject_kind="partner",
        subject_id=partner.id,
        person_id=partner.applicant_id,
        district_id=partner.district_id,
        fields=["contact_phone"],
        purpose=reveal.purpose,
        reason=reveal.reason,
        now=now,
    )
    await session.flush()
    return PartnerContact(id=partner.id, contact_phone=open_phone(session, partner))
