"""What somebody agrees to show of themselves, and takes back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.features.serving_staff import queries
from shequ_api.features.serving_staff.models import ServiceCard
from shequ_api.features.serving_staff.refusals import CardTextChanged, NoServiceCard
from shequ_api.features.serving_staff.rules import CONSENT_VERSION
from shequ_api.features.serving_staff.schemas import ServiceCardDraft
from shequ_api.features.serving_staff.sealed import seal_phone
from shequ_api.kit.ids import new_id


async def show(
    session: AsyncSession,
    person_id: UUID,
    draft: ServiceCardDraft,
    *,
    photo: File | None,
    now: datetime,
) -> ServiceCard:
    """Show just this from now on; what was shown before goes."""
    if draft.consent_version != CONSENT_VERSION:
        raise CardTextChanged(consent_version=CONSENT_VERSION)
    card = await session.scalar(queries.card_of(person_id).with_for_update())
    if card is None:
        card = ServiceCard(id=new_id(), person_id=person_id)
        session.add(card)
    card.name_to, card.phone_to, card.photo_to = draft.name_to, draft.phone_to, draft.photo_to
    card.phone_sealed = None
    if draft.work_phone is not None:
        card.phone_sealed = seal_phone(session, card.id, draft.work_phone)
    card.photo_id = photo.id if photo else None
    card.consent_version, card.agreed_at, card.withdrawn_at = CONSENT_VERSION, now, None
    await session.flush()
    return card


async def take_back(session: AsyncSession, person_id: UUID, *, now: datetime) -> ServiceCard:
    """Show nothing any more; number and photo are gone at once. NoServiceCard."""
    card = await session.scalar(queries.card_of(person_id).with_for_update())
    if card is None or card.withdrawn_at is not None:
        raise NoServiceCard
    card.withdrawn_at, card.phone_sealed, card.photo_id = now, None, None
    await session.flush()
    return card
