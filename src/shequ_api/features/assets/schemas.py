from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.files.schemas import FileView
from shequ_api.base.places.models import CoordinateSystem
from shequ_api.base.places.schemas import Position
from shequ_api.blocks.forms.fields import AnyField
from shequ_api.features.assets.rules import PREFIX_LETTERS, AssetState
from shequ_api.kit.schema import Id, Input, Instant, Key, Line, Note, Output, by_example

Day = Annotated[date, Field(strict=False, ge=date(1900, 1, 1), lt=date(2200, 1, 1))]
State = Annotated[AssetState, Field(strict=False)]
Attributes = Annotated[
    dict[str, Any], Field(max_length=50, description="By the fields of the kind, key → answer")
]
Photos = Annotated[list[Id], Field(max_length=9, description="Files handed in before, by id")]
FIELD: dict[str, Any] = {"kind": "text", "key": "circuit", "label": "回路", "max_length": 100}
KIND: dict[str, Any] = {
    "code": "street_light",
    "title": "路灯",
    "prefix": "LD",
    "fields": [FIELD],
    "position": 1,
    "retired_at": None,
}
DRAFT: dict[str, Any] = {
    "kind_code": "street_light",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000105",
    "micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
    "label": "东门 3 号灯",
    "attributes": {"circuit": "A-2"},
    "position": {"longitude": 104.1412, "latitude": 30.6761, "coordinate_system": "GCJ-02"},
    "installed_on": "2021-06-01",
    "inspect_by": "2027-06-01",
    "photo_ids": [],
}
LINE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000121",
    "code": "510108015017-LD0007",
    "kind_code": "street_light",
    "kind_title": "路灯",
    "label": "东门 3 号灯",
    "state": "in_service",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000105",
    "place_name": "东苑",
    "longitude": 104.1412,
    "latitude": 30.6761,
    "coordinate_system": "GCJ-02",
    "installed_on": "2021-06-01",
    "inspect_by": "2027-06-01",
}
RECORD: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000122",
    "kind": "registered",
    "text": "登记",
    "actor_name": "王小四",
    "source_kind": None,
    "source_id": None,
    "recorded_at": "2026-11-22T09:30:00.000+08:00",
}


class AssetKindDraft(Input):
    """A sort of assets. Its prefix stands in codes: it stays what it was at first."""

    model_config = by_example({"title": "路灯", "prefix": "LD", "fields": [FIELD], "position": 1})

    title: Line
    prefix: Annotated[str, Field(pattern=PREFIX_LETTERS)]
    fields: Annotated[list[AnyField], Field(max_length=30)] = []
    position: Annotated[int, Field(ge=0, le=10_000)] = 0
    retired: bool = False


class AssetKindView(Output):
    """A sort of assets, and what is noted of each."""

    model_config = by_example(KIND)

    code: str
    title: str
    prefix: str
    fields: list[dict[str, Any]] = Field(description="As fields of an inspection form")
    position: int
    retired_at: Instant | None


class AssetDraft(Input):
    """An asset to enter at a place: a compound, a building, or the community itself (a street)."""

    model_config = by_example(DRAFT)

    kind_code: Key
    place_id: Id
    micro_grid_id: Id | None = Field(
        default=None, description="In whose care it is, where the place alone does not say"
    )
    label: Line | None = None
    attributes: Attributes = {}
    position: Position | None = None
    installed_on: Day | None = None
    inspect_by: Day | None = None
    photo_ids: Photos = []


class AssetBatch(Input):
    """Up to 200 assets; entered all, or none."""

    model_config = by_example({"items": [DRAFT]})

    items: Annotated[list[AssetDraft], Field(min_length=1, max_length=200)]


class AssetChange(Input):
    """An asset as it is from now on. Its kind and place stay; another place is another asset."""

    model_config = by_example(
        {
            "label": "东门 3 号灯",
            "attributes": {"circuit": "A-3"},
            "position": {"longitude": 104.1412, "latitude": 30.6761},
            "installed_on": "2021-06-01",
            "inspect_by": "2027-06-01",
            "photo_ids": [],
        }
    )

    label: Line | None = None
    attributes: Attributes = {}
    position: Position | None = None
    installed_on: Day | None = None
    inspect_by: Day | None = None
    photo_ids: Photos = Field(default=[], description="Photos to add; those there are stay")


class AssetStateChange(Input):
    """The new state, and why."""

    model_config = by_example({"state": "out_of_service", "reason": "灯头损坏，等待更换"})

    state: State
    reason: Note


class AssetInspection(Input):
    """What somebody found who looked at it."""

    model_config = by_example({"sound": True, "note": "外观完好", "inspect_by": "2027-12-01"})

    sound: bool
    note: Note | None = None
    inspect_by: Day | None = Field(
        default=None, description="When to look again; as it was if null"
    )
    photo_ids: Photos = []


class AssetRecordView(Output):
    """A line of an asset's history: its own, a ticket's, an inspection's."""

    model_config = by_example(RECORD)

    id: UUID
    kind: str = Field(examples=["registered"])
    text: str
    actor_name: str | None
    source_kind: str | None
    source_id: UUID | None
    recorded_at: Instant


class AssetLine(Output):
    """An asset as a line of a list."""

    model_config = by_example(LINE)

    id: UUID
    code: str = Field(examples=["510108015017-LD0007"])
    kind_code: str
    kind_title: str
    label: str | None
    state: AssetState
    place_id: UUID
    place_name: str
    longitude: float | None
    latitude: float | None
    coordinate_system: CoordinateSystem | None
    installed_on: date | None
    inspect_by: date | None


class AssetBatchView(Output):
    """What was entered, in the order in which it was sent."""

    model_config = by_example({"assets": [LINE]})

    assets: list[AssetLine]


class AssetView(AssetLine):
    """An asset with its photos and the latest of its history."""

    model_config = by_example(
        {
            **LINE,
            "state_title": "在用",
            "attributes": {"circuit": "A-2"},
            "photos": [],
            "records": [RECORD],
        }
    )

    state_title: str
    attributes: dict[str, Any]
    photos: list[FileView]
    records: list[AssetRecordView] = Field(description="The newest 20; all by their own list")
