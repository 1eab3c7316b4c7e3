"""Agreements of partners over HTTP."""

from shequ_api.features.partners import queries
from shequ_api.features.partners.loading_router import (
    InScope,
    InView,
    Offerer,
    OwnAgreement,
    Representative,
    TheAgreement,
    Viewer,
)
from shequ_api.features.partners.models import Partner, PartnerAgreement
from shequ_api.features.partners.schemas import AgreementDraft, AgreementView
from shequ_api.features.partners.service import agreeing
from shequ_api.features.partners.showing import agreement_view
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["partners"])


@router.get("/partners/{partner_id}/agreements")
async def list_partner_agreements(
    partner: InView, _: Viewer, session: Session, paging: ThePaging
) -> Page[AgreementView]:
    """合伙人协议: What it was offered and signed, newest first."""
    lines, order = queries.agreement_lines(partner.id), [PartnerAgreement.number]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[AgreementView(**row) for row in rows], next_cursor=cursor)


@router.post("/partners/{partner_id}/agreements", status_code=201)
async def offer_partner_agreement(
    draft: AgreementDraft, partner: InScope, actor: Offerer, session: Session, now: Now
) -> AgreementView:
    """提供合作协议: Offer an agreement to sign: the first, or the one after the present."""
    agreement = await agreeing.offer(session, actor, partner, draft, now=now)
    return await agreement_view(session, agreement)


@router.post("/partner-agreements/{agreement_id}/withdrawal")
async def withdraw_partner_agreement(
    agreement: TheAgreement, actor: Offerer, session: Session, now: Now
) -> AgreementView:
    """撤回协议: Take back what was not signed yet."""
    await agreeing.withdraw_offer(session, actor, agreement, now=now)
    return await agreement_view(session, agreement)


@router.post("/partner-agreements/{agreement_id}/signature")
async def sign_partner_agreement(
    agreement: OwnAgreement, actor: Representative, session: Session, now: Now
) -> AgreementView:
    """签署合作协议: Our word. It takes over from the one before on its first day."""
    partner = await session.get_one(Partner, agreement.partner_id)
    await agreeing.sign(session, actor, partner, agreement, now=now)
    return await agreement_view(session, agreement)
