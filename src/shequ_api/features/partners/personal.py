"""What this feature keeps about persons: who applied, whom to call, who offered and signed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import PartnerKind
from shequ_api.base.registry import PersonalData
from shequ_api.features.partners import queries
from shequ_api.features.partners.contacts import open_phone
from shequ_api.features.partners.flow import STATE_TITLES, PartnerState
from shequ_api.features.partners.models import Partner, PartnerAgreement
from shequ_api.features.partners.service.stepping import take_step
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I applied for, signed and offered."""
    applied = select(Partner).where(Partner.applicant_id == person_id)
    by_me = or_(
        PartnerAgreement.signed_by_id == person_id,
        PartnerAgreement.offered_by_id == person_id,
        PartnerAgreement.withdrawn_by_id == person_id,
    )
    agreed = select(PartnerAgreement).where(by_me).order_by(PartnerAgreement.offered_at)
    return {
        "合伙人申请": [
            {
                "名称": row.name,
                "提供": row.offers,
                "地址": row.address,
                "联系人": row.contact_name,
                "联系电话": open_phone(session, row),
                "状态": STATE_TITLES[PartnerState(row.state)],
                "申请时间": row.applied_at,
            }
            for row in await session.scalars(applied.order_by(Partner.applied_at))
        ],
        "合伙人协议": [
            {"编号": row.number, "起": row.starts_on, "止": row.ends_on, "签署时间": row.signed_at}
            for row in await session.scalars(agreed)
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Whom to call goes, and of an individual all that it said; what was agreed stays."""
    theirs = update(Partner).where(Partner.applicant_id == person_id)
    nobody = {"contact_name": FORGOTTEN, "contact_phone_sealed": None, "shows_contact": False}
    await session.execute(theirs.values(nobody), execution_options=QUIET)
    alone = theirs.where(Partner.partner_kind == PartnerKind.INDIVIDUAL)
    unsaid = {"name": FORGOTTEN, "offers": FORGOTTEN, "address": FORGOTTEN}
    await session.execute(alone.values(unsaid), execution_options=QUIET)


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> list[str] | None:
    """Their applications are the kept one's; of two that wait in one community the kept one's
    stays. Who signed stays as it was signed."""
    kept = {one.community_id for one in await session.scalars(queries.waiting_with(kept_id))}
    told = []
    for one in list(await session.scalars(queries.waiting_with(merged_id))):
        if one.community_id in kept:
            await take_step(session, one, "withdraw", actor_id=None, now=now)
            told.append(f"重复的合伙人申请“{one.name}”已撤回")
    await session.flush()
    await repoint(session, [Partner.applicant_id], old=merged_id, new=kept_id)
    return told or None


PERSONAL_DATA = PersonalData(
    columns=(
        "partners.applicant_id",
        "partner_agreements.offered_by_id",
        "partner_agreements.signed_by_id",
        "partner_agreements.withdrawn_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
