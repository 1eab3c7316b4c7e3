from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified


class Counter(Base, Identified, Located):
    """Where people are served, and for what; when, and by which policy, says its resource."""

    __tablename__ = "appointment_counters"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index("ix_appointment_counters_community_id_page", "community_id", "made_at", "id"),
        Index("ix_appointment_counters_subdistrict_id_page", "subdistrict_id", "made_at", "id"),
        Index("ix_appointment_counters_micro_grid_id_page", "micro_grid_id", "made_at", "id"),
        Index(
            "ix_appointment_counters_offered",
            *("community_id", "made_at", "id"),
            postgresql_where=text("NOT whole_subdistrict AND closed_at IS NULL"),
        ),
        Index(
            "ix_appointment_counters_offered_above",
            *("subdistrict_id", "made_at", "id"),
            postgresql_where=text("whole_subdistrict AND closed_at IS NULL"),
        ),
        Index(None, "made_by_id"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    resource_id: Mapped[UUID] = mapped_column(ForeignKey("booking_resources.id"), unique=True)
    name: Mapped[str]
    serves: Mapped[str]
    """What one comes for."""
    bring: Mapped[str | None]
    whole_subdistrict: Mapped[bool]
    """Offered in all communities of the subdistrict, which set the counter up and changes it."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
