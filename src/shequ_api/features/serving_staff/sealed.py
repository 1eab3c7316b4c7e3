"""What this feature keeps sealed: numbers of work."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.serving_staff.models import ServiceCard
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.sealed import Sealed

SEALED = (Sealed(ServiceCard.phone_sealed, "phone"),)


def seal_phone(session: AsyncSession, card_id: UUID, phone: str) -> bytes:
    """The number, bound to its card."""
    return _cipher(session).seal(phone, binding=_binding(card_id))


def open_phone(session: AsyncSession, card_id: UUID, sealed: Any) -> str | None:
    """In clear, for whom the card shows it to."""
    return None if sealed is None else _cipher(session).open(sealed, binding=_binding(card_id))


def _cipher(session: AsyncSession) -> FieldCipher:
    parts: Parts = session.info["parts"]
    return parts.get(FieldCipher)


def _binding(card_id: UUID) -> str:
    return f"{ServiceCard.__tablename__}/{card_id}/phone"
