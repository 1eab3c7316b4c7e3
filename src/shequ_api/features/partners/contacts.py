"""Numbers of partners' contacts: sealed for keeping, masked for showing."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.masking import mask_phone


def _cipher(session: AsyncSession) -> FieldCipher:
    parts: Parts = session.info["parts"]
    return parts.get(FieldCipher)


def _binding(partner_id: UUID) -> str:
    return f"partners/{partner_id}/contact_phone"


def seal_phone(session: AsyncSession, partner_id: UUID, phone: str) -> bytes:
    """The number, bound to its partner."""
    return _cipher(session).seal(phone, binding=_binding(partner_id))


def open_phone(session: AsyncSession, partner: Any) -> str | None:
    """In clear: for its people, for everybody where they chose so, else where the look is logged.
    None where it was erased. `partner`: the row, or one with its columns."""
    if partner.contact_phone_sealed is None:
        return None
    return _cipher(session).open(partner.contact_phone_sealed, binding=_binding(partner.id))


def masked_phone(session: AsyncSession, partner: Any) -> str | None:
    """As WeChat's rules show it."""
    phone = open_phone(session, partner)
    return None if phone is None else mask_phone(phone)
