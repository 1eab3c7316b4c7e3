"""What other features may ask of partners."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.partners import queries
from shequ_api.features.partners.flow import PartnerState as PartnerState
from shequ_api.features.partners.models import Partner as Partner
from shequ_api.features.partners.models import PartnerAgreement as PartnerAgreement
from shequ_api.features.partners.permissions import PartnerPermission as PartnerPermission
from shequ_api.features.partners.queries import represented as represented
from shequ_api.features.partners.queries import trading as trading
from shequ_api.features.partners.rules import SettlementPeriod as SettlementPeriod


async def partner_of(session: AsyncSession, organisation_id: UUID) -> Partner | None:
    """The partner that an organisation is, or was at last; None where it never was one."""
    found: Partner | None = await session.scalar(queries.of_organisation(organisation_id))
    return found


async def partner_account(session: AsyncSession, partner: Partner, now: datetime) -> Account:
    """The partner's account of points in its district, opened at its first use: what residents
    paid it, until that is settled."""
    return await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key=f"partner/{partner.id}",
        kind="partner",
        district_id=partner.district_id,
        floor=0,
        now=now,
    )


async def agreement_on(
    session: AsyncSession, partner_id: UUID, on: date
) -> PartnerAgreement | None:
    """The agreement that binds a partner on a day: rate, period and days."""
    found: PartnerAgreement | None = await session.scalar(queries.agreement_on(partner_id, on))
    return found
