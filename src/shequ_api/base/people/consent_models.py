"""Consents, as all above persons may ask for them; given and taken back in `base.privacy`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class ConsentPolicy(Base):
    """A text that people agree to, in one version; a published version never changes."""

    __tablename__ = "consent_policies"
    ownership = "global"
    append_only = True

    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    text: Mapped[str]
    legal_basis: Mapped[str]
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


class Consent(Base, Identified):
    """That a person agreed to one version of a policy, from when, until when."""

    __tablename__ = "consents"
    ownership = "global"
    kept = True
    __table_args__ = (
        ForeignKeyConstraint(
            ["code", "version"], ["consent_policies.code", "consent_policies.version"]
        ),
        Index(
            "uq_consents_live",
            "person_id",
            "code",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    code: Mapped[str]
    version: Mapped[int]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """Withdrawn, or replaced by the consent to a later version."""
