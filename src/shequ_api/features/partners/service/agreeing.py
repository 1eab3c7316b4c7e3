"""Agreements: offered, signed, over."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.sides import refuse_people_of, refuse_same
from shequ_api.features.partner_terms.public import PartnerTerms, is_latest
from shequ_api.features.partners import queries
from shequ_api.features.partners.events import AgreementLapsed, AgreementSigned
from shequ_api.features.partners.flow import MAY_SIGN, STATE_TITLES, PartnerState
from shequ_api.features.partners.models import Partner, PartnerAgreement
from shequ_api.features.partners.rules import ONE_DAY, may_run
from shequ_api.features.partners.schemas import AgreementDraft
from shequ_api.features.partners.service.stepping import take_step
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Fault, Gone, Malformed, NotNow
from shequ_api.kit.ids import new_id

LAPSED_AT_ONCE = 100
"""Partners in one run of the clock."""


class TermsUnfit(Malformed):
    code, title = "terms_unfit", "请使用该社区或所在区的最新条款"


class AgreementDaysUnfit(Malformed):
    code, title = "agreement_days_unfit", "协议须从今天起 180 天内开始，最长三年"


class NotToBeSigned(NotNow):
    """Says in which state the partner is."""

    code, title = "partner_not_to_sign", "合伙人当前不能签订协议"


class OfferPending(NotNow):
    code, title = "agreement_offered", "已有一份协议等待签署，请先撤回"


class OfferGone(Gone):
    code, title = "agreement_gone", "这份协议已撤回，或已签署"


class OfferOver(NotNow):
    code, title = "agreement_offer_over", "这份协议的开始日期已过，请社区重新提供"


class AgreementOverlaps(NotNow):
    code, title = "agreement_overlaps", "新协议须在现有协议开始之后开始"


async def offer(
    session: AsyncSession, actor: Actor, partner: Partner, draft: AgreementDraft, *, now: datetime
) -> PartnerAgreement:
    """Offer a partner an agreement to sign: its first, or the one after the present one."""
    today = china_date(now)
    if not may_run(draft.starts_on, draft.ends_on, today):
        raise AgreementDaysUnfit
    await refuse_people_of(session, actor.person_id, partner.organisation_id, on=today)
    await _refuse_terms(session, partner, draft)
    await session.refresh(partner, with_for_update={"key_share": True})
    _refuse_state(partner)
    number = (await session.scalars(queries.last_agreement_number(partner.id))).one()
    offered = PartnerAgreement(
        **draft.model_dump(),
        id=new_id(),
        partner_id=partner.id,
        district_id=partner.district_id,
        number=number + 1,
        offered_by_id=actor.person_id,
        offered_at=now,
    )
    session.add(offered)
    await session.flush()
    return offered


async def _refuse_terms(session: AsyncSession, partner: Partner, draft: AgreementDraft) -> None:
    terms = await session.get(PartnerTerms, draft.terms_id)
    ours = (partner.community_id, partner.district_id)
    if terms is None or terms.place_id not in ours or not await is_latest(session, terms):
        raise TermsUnfit(errors=(Fault("/terms_id", TermsUnfit.code, TermsUnfit.title),))


def _refuse_state(partner: Partner) -> None:
    if partner.state not in MAY_SIGN:
        title = STATE_TITLES[PartnerState(partner.state)]
        raise NotToBeSigned(f"当前状态是“{title}”", state=partner.state)


async def withdraw_offer(
    session: AsyncSession, actor: Actor, agreement: PartnerAgreement, *, now: datetime
) -> PartnerAgreement:
    """Take back what was not signed yet."""
    await _lock(session, agreement)
    agreement.withdrawn_at, agreement.withdrawn_by_id = now, actor.person_id
    return agreement


async def sign(
    session: AsyncSession,
    actor: Actor,
    partner: Partner,
    agreement: PartnerAgreement,
    *,
    now: datetime,
) -> PartnerAgreement:
    """The partner's word. An agreement that begins while another one holds takes over from it."""
    await session.refresh(partner, with_for_update={"key_share": True})
    _refuse_state(partner)
    await _lock(session, agreement)
    await refuse_same(session, actor.person_id, agreement.offered_by_id)
    if agreement.starts_on < china_date(now):  # what was bought since was bought without it
        raise OfferOver
    for earlier in await session.scalars(queries.signed_since(partner.id, agreement.starts_on)):
        if earlier.starts_on >= agreement.starts_on:
            raise AgreementOverlaps
        earlier.cut_on = agreement.starts_on - ONE_DAY
    await session.flush()
    agreement.signed_at, agreement.signed_by_id = now, actor.person_id
    name = "renew" if partner.state == PartnerState.ACTIVE else "sign"
    await take_step(session, partner, name, actor_id=actor.person_id, now=now)
    assert partner.organisation_id is not None, "who may sign has one"
    signed = AgreementSigned(
        subject_id=partner.id,
        district_id=partner.district_id,
        agreement_id=agreement.id,
        community_id=partner.community_id,
        organisation_id=partner.organisation_id,
    )
    record(session, signed, now=now)
    return agreement


async def _lock(session: AsyncSession, agreement: PartnerAgreement) -> None:
    await session.refresh(agreement, with_for_update=True)
    if agreement.signed_at is not None or agreement.withdrawn_at is not None:
        raise OfferGone


async def lapse(session: AsyncSession, now: datetime) -> None:
    """Partners whose last agreement is over. On a clock; what could be sold depends on the days
    of agreements alone, and never waits for it."""
    past = queries.past_agreement(china_date(now)).limit(LAPSED_AT_ONCE)
    for partner in list(await session.scalars(past)):
        await take_step(session, partner, "lapse", actor_id=None, now=now)
        assert partner.organisation_id is not None, "an active one has one"
        over = AgreementLapsed(
            subject_id=partner.id,
            district_id=partner.district_id,
            community_id=partner.community_id,
            organisation_id=partner.organisation_id,
        )
        record(session, over, now=now)


EVERY = timedelta(hours=1)
