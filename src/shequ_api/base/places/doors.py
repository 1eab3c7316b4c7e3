"""Adding units and dwellings to a building that stands: a door that was missed, a flat in two."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.history import Author, Told, facts_of, tell
from shequ_api.base.places.history_models import ChangeKind
from shequ_api.base.places.layout import columns_of, row_below
from shequ_api.base.places.locking import hold
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.kit.errors import Malformed

PREFIX = {PlaceKind.UNIT: "u", PlaceKind.DWELLING: "d"}
MAY_LIE_IN = {
    PlaceKind.UNIT: {PlaceKind.BUILDING},
    PlaceKind.DWELLING: {PlaceKind.BUILDING, PlaceKind.UNIT},
}


class NotAroundDoors(Malformed):
    code, title = "not_around_doors", "单元只能加在楼栋里，户只能加在楼栋或单元里"


@dataclass(frozen=True, slots=True)
class Door:
    """A unit or dwelling to add: its local code (without the letter of its kind) and its name."""

    local_code: str
    name: str


async def add_doors(
    session: AsyncSession,
    around: Place,
    kind: PlaceKind,
    doors: Sequence[Door],
    *,
    author: Author | None = None,
) -> list[Place]:
    """Units or dwellings below a building or unit, whole or not at all; in its micro-grid.

    Raises `NotAroundDoors`; a code that was ever used is refused by its constraint.
    """
    if around.kind not in MAY_LIE_IN[kind]:
        raise NotAroundDoors
    await hold(session, [around])
    above = columns_of(around)
    letter = PREFIX[kind]
    rows = [row_below(above, kind, f"{letter}{door.local_code}", door.name) for door in doors]
    await session.execute(insert(Place), rows)
    new = select(Place).where(Place.id.in_([row["id"] for row in rows])).order_by(Place.code)
    added = list(await session.scalars(new))
    told: list[Told] = [(place, {}, facts_of(place) | {"places": 1}) for place in added]
    await tell(session, author, ChangeKind.FOUNDED, told)
    return added
