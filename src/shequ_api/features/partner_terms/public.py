"""What other features may ask of terms."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.partner_terms import queries
from shequ_api.features.partner_terms.models import PartnerTerms as PartnerTerms


async def is_latest(session: AsyncSession, terms: PartnerTerms) -> bool:
    """Whether nothing was published after it by the same place."""
    return terms.number == (await session.scalars(queries.last_number(terms.place_id))).one()
