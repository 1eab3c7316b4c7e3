from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base

SCOPES = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "compound_id",
    "general_grid_id",
    "micro_grid_id",
)


class Coverage(Base, Located):
    """When a worker was last at a place. Kept by those who go, so that nobody searches for it."""

    __tablename__ = "coverages"
    ownership = "district"
    __table_args__ = (
        *(
            Index(f"ix_coverages_{c}_page", c, "kind", "last_visited_on", "place_id")
            for c in SCOPES
        ),
        *(
            Index(f"ix_coverages_{c}_grids", c, "kind", "micro_grid_id", "last_visited_on")
            for c in SCOPES[:-1]
        ),
        CheckConstraint("kind IN ('dwelling', 'building')", name="kind"),
    )

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    kind: Mapped[str]
    last_visited_on: Mapped[date]
    """`rules.NEVER` where nobody has gone yet."""
    taken_back_on: Mapped[date | None]
    """When a later visit was taken back, since its inspection was deleted; None: none since."""
