"""Numbers of firms and committees: sealed for keeping, masked for showing, each look logged."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.looks import note_look
from shequ_api.features.compounds.schemas import ContactReveal
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.masking import mask_phone


def seal_phone(cipher: FieldCipher, table: str, row_id: UUID, phone: str | None) -> bytes | None:
    """A number, bound to its row; None where there is none."""
    return None if phone is None else cipher.seal(phone, binding=_binding(table, row_id))


def open_phone(cipher: FieldCipher, table: str, row_id: UUID, sealed: bytes | None) -> str | None:
    """The number in clear: only where the look is logged."""
    return None if sealed is None else cipher.open(sealed, binding=_binding(table, row_id))


def masked_phone(cipher: FieldCipher, table: str, row_id: UUID, sealed: bytes | None) -> str | None:
    """The number as WeChat's rules show it."""
    phone = open_phone(cipher, table, row_id, sealed)
    return None if phone is None else mask_phone(phone)


def _binding(table: str, row_id: UUID) -> str:
    return f"{table}/{row_id}/phone"


async def note_reveal(
    session: AsyncSession, actor: Actor, row: Any, reveal: ContactReveal, *, now: datetime
) -> None:
    """Write down that the number of a contract or a member is looked at in clear."""
    note_look(
        session,
        actor,
        subject_kind=str(row.__tablename__).removesuffix("s"),
        subject_id=row.id,
        person_id=None,
        district_id=row.district_id,
        fields=["phone"],
        purpose=reveal.purpose,
        reason=reveal.reason,
        now=now,
    )
    await session.flush()
