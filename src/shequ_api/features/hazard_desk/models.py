from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.features.hazards.public import Hazard
from shequ_api.kit.model import Base, Identified


class HazardWaiver(Base, Identified):
    """A word that a hazard need not be followed any more, and the second person's on it."""

    __tablename__ = "hazard_waivers"
    ownership = "district"
    __table_args__ = (
        Index(
            "uq_hazard_waivers_pending",
            "hazard_id",
            unique=True,
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index(None, "hazard_id", "asked_at"),
        CheckConstraint("kind IN ('false_alarm', 'waived')", name="kind"),
        CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name="decided"),
        CheckConstraint("decided_by_id IS NULL OR decided_at IS NOT NULL", name="decided_by"),
        CheckConstraint("asked_by_id <> decided_by_id", name="decided_by_another"),
    )

    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazards.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    kind: Mapped[str]
    reason: Mapped[str]
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime]
    granted: Mapped[bool | None]
    note: Mapped[str | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None where one person was enough."""
    decided_at: Mapped[datetime | None]

    hazard: Mapped[Hazard] = relationship(lazy="raise")
