from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ENUM
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from shequ_api.base.places.models import CoordinateSystem
from shequ_api.kit.model import Base, Identified

LIVE = text("ended_at IS NULL")


class Polygon(UserDefinedType[list[tuple[float, float]]]):
    """PostgreSQL's polygon: one ring, as a list of its corners."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "POLYGON"


class Boundary(Base, Identified):
    """Where a place or a grid ends, as it was drawn; a new one ends the one before."""

    __tablename__ = "boundaries"
    ownership = "global"
    kept = True
    __table_args__ = (
        CheckConstraint("(place_id IS NULL) <> (grid_id IS NULL)", name="one_owner"),
        Index("uq_boundaries_live_place", "place_id", unique=True, postgresql_where=LIVE),
        Index("uq_boundaries_live_grid", "grid_id", unique=True, postgresql_where=LIVE),
        Index(None, "place_id", "drawn_at", "id"),
        Index(None, "grid_id", "drawn_at", "id"),
    )

    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    geometry: Mapped[dict[str, Any]]
    """GeoJSON Polygon or MultiPolygon, as it was handed in."""
    coordinate_system: Mapped[CoordinateSystem] = mapped_column(
        ENUM(
            CoordinateSystem,
            name="coordinate_system",
            values_callable=lambda members: [m.value for m in members],
        )
    )
    source: Mapped[str]
    """Who says so: a survey, a document and its date, a map that was traced."""
    area_square_metres: Mapped[float]
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    ended_at: Mapped[datetime | None]


class BoundaryRing(Base):
    """One ring of a boundary in WGS-84, outer or hole, to be searched by the even-odd rule."""

    __tablename__ = "boundary_rings"
    ownership = "global"
    append_only = True
    __table_args__ = (Index(None, "ring", postgresql_using="gist"),)

    boundary_id: Mapped[UUID] = mapped_column(ForeignKey("boundaries.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    ring: Mapped[list[tuple[float, float]]] = mapped_column(Polygon())
