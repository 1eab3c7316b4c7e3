from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

_TO = "IN ('nobody', 'residents', 'everybody')"


class ServiceCard(Base, Identified):
    """What somebody who serves agreed to show of themselves, wherever they do."""

    __tablename__ = "service_cards"
    ownership = "global"
    __table_args__ = (
        CheckConstraint(f"name_to {_TO} AND phone_to {_TO} AND photo_to {_TO}", name="shown_to"),
        # Of what was taken back nothing is left but when it was agreed to.
        CheckConstraint(
            "withdrawn_at IS NULL OR (phone_sealed IS NULL AND photo_id IS NULL)", name="withdrawn"
        ),
        Index(None, "photo_id", postgresql_where=text("photo_id IS NOT NULL")),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), unique=True)
    name_to: Mapped[str]
    phone_to: Mapped[str]
    photo_to: Mapped[str]
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of work; never the number by which they sign in, unless they say it."""
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))
    consent_version: Mapped[int]
    agreed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
