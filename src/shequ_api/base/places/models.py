from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ENUM
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified, Ltree


class PlaceKind(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    COMPOUND = "compound"
    BUILDING = "building"
    UNIT = "unit"
    DWELLING = "dwelling"


class GridKind(StrEnum):
    TOTAL = "total_grid"
    GENERAL = "general_grid"
    MICRO = "micro_grid"
    DEDICATED = "dedicated_grid"


def _enum(kind: type[StrEnum], name: str) -> ENUM:
    return ENUM(kind, name=name, values_callable=lambda members: [m.value for m in members])


def _whole_position() -> CheckConstraint:
    """A point has both its degrees, and says in what system they are meant; or has none."""
    return CheckConstraint(
        "(longitude IS NULL) = (latitude IS NULL)"
        " AND (longitude IS NULL) = (coordinate_system IS NULL)",
        name="whole_position",
    )


class CoordinateSystem(StrEnum):
    """In what a point's degrees are meant. Maps of China draw in GCJ-02, receivers say WGS-84."""

    WGS_84 = "WGS-84"
    GCJ_02 = "GCJ-02"


LOOKED_FOR = text("kind IN ('compound', 'building') AND longitude IS NOT NULL AND ended_at IS NULL")
"""The places that are looked for around a point; word for word, so that their index serves."""


UNCOVERED = text("kind = 'dwelling' AND micro_grid_id IS NULL AND ended_at IS NULL")
"""The dwellings that nobody serves; word for word, so that its indexes serve."""
UNCOVERED_IN = ("community_id", "subdistrict_id", "district_id")


class Place(Base, Identified):
    """A node of the physical tree, with its ancestors beside it, so that no reader climbs."""

    __tablename__ = "places"
    ownership = "global"
    kept = True
    __table_args__ = (
        UniqueConstraint("id", "kind"),
        # A parent's kind stands above its child's, so no chain of parents is a ring.
        ForeignKeyConstraint(["parent_id", "parent_kind"], ["places.id", "places.kind"]),
        CheckConstraint(
            "(parent_id IS NULL) = (parent_kind IS NULL) AND parent_kind < kind",
            name="parent_above",
        ),
        Index("ix_places_path", "path", postgresql_using="gist"),
        Index(None, "parent_id", "code"),
        Index(None, "compound_id", "kind", "code"),
        Index(
            "ix_places_position",
            text("point(longitude, latitude)"),
            postgresql_using="gist",
            postgresql_where=LOOKED_FOR,
        ),
        *(
            Index(f"ix_places_{column}_uncovered", column, "code", postgresql_where=UNCOVERED)
            for column in UNCOVERED_IN
        ),
        _whole_position(),
    )

    code: Mapped[str] = mapped_column(unique=True)
    """Official divisions: 12 digits. Below a community: its code and local codes, `-` between."""
    name: Mapped[str]
    kind: Mapped[PlaceKind] = mapped_column(_enum(PlaceKind, "place_kind"))
    parent_id: Mapped[UUID | None]
    parent_kind: Mapped[PlaceKind | None] = mapped_column(_enum(PlaceKind, "place_kind"))
    path: Mapped[str] = mapped_column(Ltree(), unique=True)
    full_name: Mapped[str]
    """The names from the community (or the place itself above it) down, as people say them."""

    city_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    compound_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    building_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    general_grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id", use_alter=True))
    micro_grid_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("grids.id", use_alter=True), index=True
    )

    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    coordinate_system: Mapped[CoordinateSystem | None] = mapped_column(
        _enum(CoordinateSystem, "coordinate_system")
    )
    ended_at: Mapped[datetime | None]
    """Demolished or dissolved; the code is not given again."""


class Grid(Base, Identified):
    """A node of the service tree, rooted in a community."""

    __tablename__ = "grids"
    ownership = "global"
    kept = True
    __table_args__ = (
        UniqueConstraint("id", "kind"),
        ForeignKeyConstraint(["parent_id", "parent_kind"], ["grids.id", "grids.kind"]),
        Index(None, "community_id", "code"),
        Index(None, "parent_id"),
        CheckConstraint(
            "(kind IN ('general_grid', 'micro_grid')) = (parent_id IS NOT NULL)", name="rooted"
        ),
        CheckConstraint(
            "(parent_id IS NULL) = (parent_kind IS NULL)"
            " AND (kind <> 'general_grid' OR parent_kind = 'total_grid')"
            " AND (kind <> 'micro_grid' OR parent_kind = 'general_grid')",
            name="parent_above",
        ),
        _whole_position(),
    )

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[GridKind] = mapped_column(_enum(GridKind, "grid_kind"))
    parent_id: Mapped[UUID | None]
    parent_kind: Mapped[GridKind | None] = mapped_column(_enum(GridKind, "grid_kind"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    coordinate_system: Mapped[CoordinateSystem | None] = mapped_column(
        _enum(CoordinateSystem, "coordinate_system")
    )
    ended_at: Mapped[datetime | None]

    @property
    def general_grid_id(self) -> UUID | None:
        """Itself, or the one above: a grid lies in the scopes that its buildings lie in."""
        return self.id if self.kind == GridKind.GENERAL else self.parent_id

    @property
    def micro_grid_id(self) -> UUID | None:
        return self.id if self.kind == GridKind.MICRO else None
