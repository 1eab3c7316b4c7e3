from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class ProofMethod(StrEnum):
    """How somebody proved who they are, beyond a phone and a dwelling."""

    ID_DOCUMENT = "id_document"
    """Name and number agree with a register of ours or of the state's."""
    COUNTER = "counter"
    """Came to a counter, and a worker saw person and document together."""


class IdentityProof(Base, Identified):
    """That somebody proved who they are, on whose word, and until when it counts."""

    __tablename__ = "identity_proofs"
    ownership = "global"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    method: Mapped[str]
    proved_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    proved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    revoked_at: Mapped[datetime | None]
