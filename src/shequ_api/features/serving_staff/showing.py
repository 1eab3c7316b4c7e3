"""Who serves, as one viewer sees them; a card, as its owner does."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.files.models import File
from shequ_api.base.files.schemas import FileView
from shequ_api.base.files.showing import Showcase
from shequ_api.features.five_codes.public import Viewer
from shequ_api.features.serving_staff.models import ServiceCard
from shequ_api.features.serving_staff.rules import (
    CONSENT_TEXT,
    CONSENT_VERSION,
    ShownTo,
    is_shown,
    name_of,
)
from shequ_api.features.serving_staff.schemas import ServiceCardView, ServingStaffLine
from shequ_api.features.serving_staff.sealed import open_phone


def line(
    session: AsyncSession,
    row: Any,
    viewer: Viewer,
    showcase: Showcase,
    now: datetime,
) -> ServingStaffLine:
    """As the card says; a number that nobody may see is not opened."""
    phone = None
    if is_shown(row["phone_to"], viewer):
        phone = open_phone(session, row["card_id"], row["phone_sealed"])
    photo = None
    if row["photo_id"] is not None and is_shown(row["photo_to"], viewer):
        photo = _photo(row, row["photo_id"], showcase, now)
    return ServingStaffLine(
        **{name: row[name] for name in ("posting_id", "role", "serves_at", "organisation_name")},
        title=row["own_title"] or ROLE_TITLES[Role(row["role"])],
        duty=row["duty"],
        stands_in=row["covers_id"] is not None,
        name=name_of(row["name"], row["name_to"], viewer),
        work_phone=phone,
        photo=photo,
    )


def _photo(row: Any, file_id: UUID, showcase: Showcase, now: datetime) -> FileView:
    told = {name: row[name] for name in ("media_type", "width", "height", "taken_at")}
    return FileView(id=file_id, url=showcase.address(file_id, now), **told)


async def own_card(
    session: AsyncSession, card: ServiceCard | None, showcase: Showcase, now: datetime
) -> ServiceCardView:
    """For its owner; where there is none, what they would agree to."""
    nobody = ShownTo.NOBODY
    photo = await session.get(File, card.photo_id) if card and card.photo_id else None
    gone = card is None or card.withdrawn_at is not None
    return ServiceCardView(
        name_to=nobody if gone or card is None else ShownTo(card.name_to),
        phone_to=nobody if gone or card is None else ShownTo(card.phone_to),
        photo_to=nobody if gone or card is None else ShownTo(card.photo_to),
        work_phone=open_phone(session, card.id, card.phone_sealed) if card else None,
        photo=showcase.view(photo, now) if photo and photo.erased_at is None else None,
        agreed_at=card.agreed_at if card else None,
        withdrawn_at=card.withdrawn_at if card else None,
        consent_version=CONSENT_VERSION,
        consent_text=CONSENT_TEXT,
    )
