from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

SCOPES = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "general_grid_id",
    "micro_grid_id",
)


class UnadmittedRequest(Base, Identified, Located):
    """Work that somebody asked of a grid past the gate, as its worker says."""

    __tablename__ = "unadmitted_requests"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_unadmitted_requests_{c}_page", c, "reported_at", "id") for c in SCOPES),
    )

    asked_by: Mapped[str]
    """Which department or whoever, in the worker's words."""
    content: Mapped[str]
    asked_on: Mapped[date]
    reported_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    reported_at: Mapped[datetime]
