"""What partners say of themselves, for those who check it; and having it checked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Writing, Written
from shequ_api.features.content_checks.public import hand_in, take_back
from shequ_api.features.partners.flow import BEFORE_ACCEPTANCE
from shequ_api.features.partners.models import Partner
from shequ_api.features.partners.queries import CHECKED_AS


def _words(partner: Partner) -> str:
    return "\n".join((partner.name, partner.offers, partner.address, partner.contact_name))


async def _partner(session: AsyncSession, partner_id: UUID) -> Written | None:
    partner = await session.get(Partner, partner_id)
    if partner is None or partner.state in BEFORE_ACCEPTANCE:
        return None
    return Written(_words(partner), partner.applicant_id)


WRITINGS = [Writing(CHECKED_AS, "合伙人介绍", _partner)]


async def have_checked(session: AsyncSession, partner: Partner, *, now: datetime) -> None:
    """Other words are another content; of those before, nothing that was judged holds."""
    await take_back(session, CHECKED_AS, partner.id)
    hand_in(
        session,
        CHECKED_AS,
        partner.id,
        located=partner,
        author_id=partner.applicant_id,
        by_staff=False,
        text=_words(partner),
        now=now,
    )
