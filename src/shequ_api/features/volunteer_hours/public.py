"""What other features may ask of volunteer hours."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.volunteer_hours.models import VolunteerAccount as VolunteerAccount
from shequ_api.features.volunteer_hours.models import VolunteerService
from shequ_api.features.volunteer_hours.queries import account_of as account_of
from shequ_api.features.volunteer_hours.queries import terms_of as terms_of
from shequ_api.features.volunteer_hours.rules import ServiceKind as ServiceKind
from shequ_api.features.volunteer_hours.rules import Terms as Terms
from shequ_api.features.volunteer_hours.service.accounts import locked as locked
from shequ_api.features.volunteer_hours.service.crediting import Evidence as Evidence
from shequ_api.features.volunteer_hours.service.crediting import credit as credit
from shequ_api.features.volunteer_hours.service.crediting import take_back as take_back


async def served_in(
    session: AsyncSession, account_id: UUID, first: date | None, last: date
) -> tuple[int, int, date | None]:
    """The minutes and services that count now of an account, done in some days (None: from the
    first on), and the first such day."""
    counting = select(
        func.coalesce(func.sum(VolunteerService.minutes), 0),
        func.count(),
        func.min(VolunteerService.served_on),
    ).where(
        VolunteerService.account_id == account_id,
        VolunteerService.reversed_at.is_(None),
        VolunteerService.minutes > 0,
        VolunteerService.served_on <= last,
    )
    if first is not None:
        counting = counting.where(VolunteerService.served_on >= first)
    minutes, services, earliest = (await session.execute(counting)).one()
    return int(minutes), services, earliest


async def account_behind(session: AsyncSession, service_id: UUID) -> UUID | None:
    """The account on which a service counted; of a merged one, that of the one that is kept."""
    owned = select(VolunteerService.account_id).where(VolunteerService.id == service_id)
    found: UUID | None = await session.scalar(owned)
    return found
