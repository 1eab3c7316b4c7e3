from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.base.people.schemas import OpenWorkKind
from shequ_api.base.places.history_models import ChangeKind
from shequ_api.base.places.schemas import GridView, PlaceView, Position
from shequ_api.kit.schema import Id, Input, Instant, Line, Output, by_example

_ID = "0199a3c4-5d6e-7f80-9a1b-0000000001{:02d}"
_COMPOUND, _COMMUNITY, _GENERAL, _MICRO, POSTING_ID = (_ID.format(n) for n in (4, 6, 9, 8, 12))
_GRID = {
    "id": _ID.format(20),
    "code": "510108015017-m07",
    "name": "东苑南微网格",
    "kind": "micro_grid",
    "parent_id": _GENERAL,
    "community_id": _COMMUNITY,
    "longitude": None,
    "latitude": None,
    "coordinate_system": None,
}
_ROWS = {"table": "tickets", "title": "诉求工单", "rows": 37}
OPEN_WORK = {"key": "tickets", "title": "在办诉求", "count": 12}
_OFFICE = {
    "posting_id": POSTING_ID,
    "new_posting_id": _ID.format(21),
    "person_id": _ID.format(2),
    "role": "micro_grid_worker",
    "grid_id": _ID.format(20),
    "open_work": [OPEN_WORK],
}
DryRun = Annotated[bool, Field(description="Show what would happen, and change nothing")]


class PlaceMove(Input):
    """To which place it belongs from now on, and why."""

    model_config = by_example({"parent_id": _COMMUNITY, "reason": "社区边界调整"})

    parent_id: Id
    reason: Line
    dry_run: DryRun = False


class GridMove(Input):
    """To which grid it belongs from now on, and why."""

    model_config = by_example({"parent_id": _GENERAL, "reason": "一般网格重新划分"})

    parent_id: Id
    reason: Line
    dry_run: DryRun = False


class Demolition(Input):
    """Why a place ends."""

    model_config = by_example({"reason": "整体拆迁", "dry_run": True})

    reason: Line
    dry_run: DryRun = False


class SplitPart(Input):
    """A grid to come: its places (all that is in them goes along), and who serves it."""

    name: Line
    place_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
    posting_ids: Annotated[list[Id], Field(max_length=50)] = []
    position: Annotated[
        Position | None, Field(description="On the map; else that of its places, or of the old one")
    ] = None


class GridSplit(Input):
    """The parts of a micro-grid; every dwelling goes into exactly one.

    A posting may go on in several parts, until somebody else is found.
    """

    model_config = by_example(
        {
            "parts": [
                {"name": "东苑南微网格", "place_ids": [_COMPOUND], "posting_ids": [POSTING_ID]},
                {"name": "东苑北微网格", "place_ids": [_ID.format(5)]},
            ],
            "reason": "户数超过 100 户",
            "dry_run": True,
        }
    )

    parts: Annotated[list[SplitPart], Field(min_length=2, max_length=20)]
    reason: Line
    dry_run: DryRun = False


class GridMerger(Input):
    """Micro-grids of one community to become one."""

    model_config = by_example(
        {"grid_ids": [_MICRO, _ID.format(7)], "name": "东苑微网格", "reason": "户数不足 30 户"}
    )

    grid_ids: Annotated[list[Id], Field(min_length=2, max_length=20)]
    name: Line
    parent_id: Annotated[
        Id | None, Field(description="The general grid; needed where they have different ones")
    ] = None
    posting_ids: Annotated[
        list[Id] | None, Field(max_length=200, description="Who goes on; null for all")
    ] = None
    position: Annotated[
        Position | None, Field(description="On the map; else that of one of the old ones")
    ] = None
    reason: Line
    dry_run: DryRun = False


class MovedRows(Output):
    """How many rows of a table moved along; those that none moved in are left out."""

    model_config = by_example(_ROWS)

    table: str
    title: str
    rows: int


class PlaceMoveView(Output):
    """A place where it lies now, and what moved with it."""

    model_config = by_example(
        {
            "dry_run": False,
            "place": {
                "id": _COMPOUND,
                "code": "510108015017-c01",
                "name": "东苑",
                "full_name": "东苑",
                "kind": "compound",
                "parent_id": _COMMUNITY,
                "community_id": _COMMUNITY,
                "micro_grid_id": None,
                "longitude": None,
                "latitude": None,
                "coordinate_system": None,
            },
            "places": 613,
            "rows": [_ROWS],
            "postings": 2,
            "uncovered": 576,
        }
    )

    dry_run: bool
    place: PlaceView
    places: int
    rows: list[MovedRows]
    postings: int
    uncovered: int = Field(description="Dwellings of it that lie in no micro-grid by now")


class GridMoveView(Output):
    """A grid under its new parent, and what moved with it."""

    model_config = by_example({"dry_run": False, "grid": _GRID, "places": 84, "rows": [_ROWS]})

    dry_run: bool
    grid: GridView
    places: int
    rows: list[MovedRows]


class EndedOffice(Output):
    """A posting that ended with its place or grid."""

    model_config = by_example(
        {
            "posting_id": POSTING_ID,
            "person_id": _ID.format(2),
            "role": "micro_grid_worker",
            "open_work": [OPEN_WORK],
        }
    )

    posting_id: UUID
    person_id: UUID
    role: Role
    open_work: list[OpenWorkKind] = Field(
        description="What nobody can do any more: it goes back to where work is shared out"
    )


class CarriedOffice(Output):
    """A posting that goes on in a new grid, under a number of its own."""

    model_config = by_example(_OFFICE)

    posting_id: UUID
    new_posting_id: UUID
    person_id: UUID
    role: Role
    grid_id: UUID
    open_work: list[OpenWorkKind] = Field(description="What its holder handles, and goes on with")


class DemolitionView(Output):
    """What ended with a place, and what stays to be settled there."""

    model_config = by_example(
        {
            "dry_run": True,
            "place_id": _COMPOUND,
            "places": 613,
            "dwellings": 576,
            "residencies": 1204,
            "ended_postings": [],
            "remaining": [_ROWS],
        }
    )

    dry_run: bool
    place_id: UUID
    places: int
    dwellings: int
    residencies: int = Field(description="Homes and claims that ended")
    ended_postings: list[EndedOffice]
    remaining: list[MovedRows] = Field(
        description="Records at these places. They are kept; open ones are still worked on"
    )


class NewGrid(Output):
    """A grid that took over: what it holds, and whether anybody serves it."""

    model_config = by_example({"grid": _GRID, "places": 42, "dwellings": 36, "vacant": False})

    grid: GridView
    places: int
    dwellings: int
    vacant: bool


class RedrawingView(Output):
    """Grids that ended, those that took over, and all that moved."""

    model_config = by_example(
        {
            "dry_run": True,
            "ended_grid_ids": [_MICRO],
            "grids": [{"grid": _GRID, "places": 42, "dwellings": 36, "vacant": False}],
            "rows": [_ROWS],
            "carried_postings": [_OFFICE],
            "ended_postings": [],
        }
    )

    dry_run: bool
    ended_grid_ids: list[UUID]
    grids: list[NewGrid]
    rows: list[MovedRows]
    carried_postings: list[CarriedOffice]
    ended_postings: list[EndedOffice]


class TreeChangeView(Output):
    """One change: what it was before and after, by whom, when and why."""

    model_config = by_example(
        {
            "id": _ID.format(30),
            "place_id": _COMPOUND,
            "grid_id": None,
            "change": "renamed",
            "before": {"name": "东苑", "full_name": "东苑"},
            "after": {"name": "东苑（南区）", "full_name": "东苑（南区）"},
            "reason": "街道办批复改名",
            "changed_at": "2026-11-22T09:30:00.000+08:00",
            "changed_by_id": _ID.format(2),
            "changed_by_name": "王小四",
        }
    )

    id: UUID
    place_id: UUID | None = Field(description="The place itself, or the building or compound of it")
    grid_id: UUID | None
    change: ChangeKind
    before: dict[str, Any] = Field(description="Names, parent and grids as they were until then")
    after: dict[str, Any] = Field(description="As they were from then on")
    reason: str | None
    changed_at: Instant
    changed_by_id: UUID | None = Field(description="Null: read in from an official table")
    changed_by_name: str | None
