"""A place that is known only when a statement is asked: what it is and what it lies in are
parameters.

Statements over `HERE` are built once; `bound(place)` fills them in. A level that a place does not
have is NULL, which equals nothing. Of a place it has `LEVELS` alone, and none of them is ever None.
"""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam

from shequ_api.base.places.models import Place

LEVELS = (
    *("id", "city_id", "district_id", "subdistrict_id", "community_id", "compound_id"),
    *("building_id", "general_grid_id", "micro_grid_id"),
)


class _Here:
    """Looks like a place to whoever builds a condition."""

    def __init__(self) -> None:
        for name in LEVELS:
            setattr(self, name, bindparam(f"here_{name}", None, type_=Uuid()))


HERE: Place = cast(Place, _Here())


def bound(place: Place) -> dict[str, Any]:
    """The parameters of `HERE` at a place."""
    return {f"here_{name}": getattr(place, name) for name in LEVELS}


def given(*levels: UUID | None) -> list[UUID]:
    """The levels that a place has; all of them where it is `HERE`."""
    return [each for each in levels if each is not None]
