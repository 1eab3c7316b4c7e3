"""Located rows: what is listed by scope carries the columns of its present place and grid."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.models import GridKind, Place, PlaceKind

SCOPE_COLUMNS = {
    PlaceKind.CITY: "city_id",
    PlaceKind.DISTRICT: "district_id",
    PlaceKind.SUBDISTRICT: "subdistrict_id",
    PlaceKind.COMMUNITY: "community_id",
    PlaceKind.COMPOUND: "compound_id",
    PlaceKind.BUILDING: "building_id",
    GridKind.TOTAL: "community_id",
    GridKind.GENERAL: "general_grid_id",
    GridKind.MICRO: "micro_grid_id",
}
"""A scope's kind → the one column that a list is filtered by. A total grid is its community."""


class Located:
    """Mixin: present place and grid, and the micro-grid as it was when the row was made.

    When grids are drawn anew, rows move with their building, unless a class says
    `moves_with_grid = False`. Append-only rows stay, since nobody may change them.
    """

    moves_with_grid: ClassVar[bool] = True

    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    compound_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    building_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    general_grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    micro_grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """The place itself; the community where none more exact is known."""
    made_grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))


def located_at(place: Place) -> dict[str, Any]:
    """The columns of a new row at a place, which lies in a community or is one."""
    return {
        "city_id": place.city_id,
        "district_id": place.district_id,
        "subdistrict_id": place.subdistrict_id,
        "community_id": place.community_id,
        "compound_id": place.compound_id,
        "building_id": place.building_id,
        "general_grid_id": place.general_grid_id,
        "micro_grid_id": place.micro_grid_id,
        "place_id": place.id,
        "made_grid_id": place.micro_grid_id,
    }
