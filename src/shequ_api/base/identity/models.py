from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified
from shequ_api.kit.shown_codes import ShownCode


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
    __table_args__ = (
        CheckConstraint("(of_age IS FALSE) = (born_on IS NOT NULL)", name="born"),
        Index(None, "born_on", postgresql_where=text("born_on IS NOT NULL")),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    method: Mapped[str]
    matched_register: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Whether the register named them too. The number itself is never kept."""
    of_age: Mapped[bool | None]
    """Whether they were 18 by the number; None: it did not say, or was not told."""
    born_on: Mapped[date | None]
    """By the number, kept of minors alone, for what they may not do yet."""
    proved_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    proved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    revoked_for: Mapped[str | None]


class IdentityCode(Base, ShownCode):
    """The code that somebody shows at a counter; each has one at most, for minutes, for once."""

    __tablename__ = "identity_codes"
    ownership = "global"


class ProofAttempt(Base, Identified):
    """That somebody tried a name and a number, so that nobody tries many."""

    __tablename__ = "proof_attempts"
    ownership = "global"
    __table_args__ = (Index(None, "person_id", "tried_at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    tried_at: Mapped[datetime]


class PersonRecord(Base):
    """That a person was entered by staff, for want of an account of their own.

    The phone that was told for them stands here, never on the person: whoever signs in with that
    number is not taken for them.
    """

    __tablename__ = "person_records"
    ownership = "global"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime]
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)


class EvidenceKind(StrEnum):
    """What shows that the principal wants it."""

    APP_CONSENT = "app_consent"
    """The principal said so, signed in."""
    SIGNED_PAPER = "signed_paper"
    """A photo of what the principal signed."""
    COUNTER = "counter"
    """The principal said so to staff in person, who wrote down how."""


class Mandate(Base, Identified):
    """That one person may do some things for another, on what evidence, from when until when."""

    __tablename__ = "mandates"
    ownership = "global"
    __table_args__ = (
        Index(None, "principal_id", "made_at", "id"),
        Index(None, "agent_id", "made_at", "id"),
        CheckConstraint("principal_id <> agent_id", name="two_persons"),
        CheckConstraint("ends_on > starts_on", name="some_days"),
        CheckConstraint(
            "(evidence_kind = 'app_consent') = (recorded_by_id = principal_id)", name="consented"
        ),
        CheckConstraint(
            "evidence_kind <> 'signed_paper' OR file_id IS NOT NULL", name="paper_seen"
        ),
        CheckConstraint("evidence_kind <> 'counter' OR note IS NOT NULL", name="word_noted"),
    )

    principal_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    evidence_kind: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))
    note: Mapped[str | None]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    """The principal, or the staff who took the evidence."""
    made_at: Mapped[datetime]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


class MandateUse(Base, Identified):
    """One thing that an agent did in a principal's name."""

    __tablename__ = "mandate_uses"
    ownership = "global"
    append_only = True
    __table_args__ = (Index(None, "mandate_id", "used_at", "id"),)

    mandate_id: Mapped[UUID] = mapped_column(ForeignKey("mandates.id"))
    used_at: Mapped[datetime]
    operation: Mapped[str]
    """The operationId."""
