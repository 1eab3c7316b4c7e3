from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.access.levels import IdentityLevel
from shequ_api.base.files.schemas import FileView
from shequ_api.features.content_checks.public import ContentState
from shequ_api.features.mall.rules import (
    LAST_PICK_UP_DAYS,
    MOST_PHOTOS,
    GoodsCategory,
    GoodsEditionState,
    GoodsKind,
    GoodsState,
    Shelf,
    ShelfSide,
    StockReason,
)
from shequ_api.kit.schema import Id, Input, Instant, Key, Line, Note, Output, by_example

Price = Annotated[int, Field(ge=0, le=10_000_000)]
Limit = Annotated[int, Field(ge=1, le=10_000)]
Stock = Annotated[int, Field(ge=0, le=1_000_000)]
Weekday = Annotated[int, Field(ge=1, le=7)]
MonthDay = Annotated[int, Field(ge=1, le=31)]
_PROMISE: dict[str, Any] = {
    "title": "东北大米 5 公斤",
    "description": "当季新米，限兑换日领取",
    "category": "food",
    "price_points": 300,
    "price_fen": 0,
    "limit_total": None,
    "limit_day": None,
    "limit_month": 1,
    "sale_from": "2026-11-22T09:00:00.000+08:00",
    "sale_until": None,
    "weekdays": None,
    "month_days": [15],
    "shelf": "community",
    "residents_only": True,
    "min_level": 1,
    "least_level": None,
    "pick_up_place": "致强东路 8 号便民店",
    "pick_up_hours": "每天 9:00-18:00",
    "pick_up_days": 7,
}
_READ = {**_PROMISE, "least_level_title": None}
_GOODS = "0199a3c4-5d6e-7f80-9a1b-000000000211"
_EDITION = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000212",
    "number": 1,
    "state": "approved",
    **_READ,
    "check": "pass",
    "written_at": "2026-11-22T09:30:00.000+08:00",
    "reviewed_at": "2026-11-22T10:30:00.000+08:00",
    "review_reason": None,
    "photos": [],
}
_LINE: dict[str, Any] = {
    "id": _GOODS,
    "partner_id": "0199a3c4-5d6e-7f80-9a1b-000000000201",
    "partner_name": "便民店",
    "kind": "goods",
    "state": "on_shelf",
    "state_title": "已上架",
    "title": "东北大米 5 公斤",
    "price_points": 300,
    "price_fen": 0,
    "stock_left": 88,
    "taken": 12,
    "edition_number": 1,
    "newest_state": "approved",
    "offered_at": "2026-11-22T09:30:00.000+08:00",
    "shelved_at": "2026-11-22T10:30:00.000+08:00",
    "taken_down_at": None,
    "taken_down_by": None,
    "taken_down_reason": None,
}


class GoodsPromise(Input):
    """What is promised of goods. At least one of the prices is more than 0."""

    model_config = by_example({**_PROMISE, "photo_ids": []})

    title: Line
    description: Note
    category: Annotated[GoodsCategory, Field(strict=False)]
    price_points: Price
    price_fen: Price = Field(description="In cash at the stall")
    limit_total: Limit | None = Field(default=None, description="A person's, ever")
    limit_day: Limit | None = Field(default=None, description="A person's, on a day")
    limit_month: Limit | None = Field(default=None, description="A person's, in a calendar month")
    sale_from: Instant | None = None
    sale_until: Instant | None = None
    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7)] | None = Field(
        default=None, description="ISO 8601: 1 is Monday; with `month_days` either will do"
    )
    month_days: Annotated[list[MonthDay], Field(min_length=1, max_length=31)] | None = Field(
        default=None, description="Of the month: 积分兑换日"
    )
    shelf: Annotated[Shelf, Field(strict=False)] = Shelf.COMMUNITY
    residents_only: bool = Field(
        default=False, description="Only for those verified to live where it is shown"
    )
    min_level: Annotated[IdentityLevel, Field(strict=False)] = IdentityLevel.ACCOUNT
    least_level: Key | None = Field(
        default=None,
        description="The `key` of a step of the district's card ladder: only for those whose card "
        "stands on it, or higher, when they take it",
        examples=["gold"],
    )
    pick_up_place: Line
    pick_up_hours: Line
    pick_up_days: int = Field(ge=1, le=LAST_PICK_UP_DAYS, description="How long a code holds")
    photo_ids: Annotated[list[Id], Field(max_length=MOST_PHOTOS)] = []


class GoodsDraft(GoodsPromise):
    """New goods, with what there is of them. Services may be any number (null)."""

    model_config = by_example({**_PROMISE, "photo_ids": [], "kind": "goods", "stock": 100})

    kind: Annotated[GoodsKind, Field(strict=False)]
    stock: Stock | None = None


class StockChange(Input):
    """So many more, or fewer, and why."""

    model_config = by_example({"change": 50, "reason": "supplied"})

    change: int = Field(ge=-1_000_000, le=1_000_000, description="Not 0")
    reason: Annotated[StockReason, Field(strict=False)]


class GoodsReview(Input):
    """The community's word on the edition that waits. Declining needs a reason."""

    model_config = by_example({"edition_number": 1, "approved": True})

    edition_number: int = Field(ge=1, le=1_000_000, description="The one that was read")
    approved: bool
    reason: Note | None = None


class GoodsReason(Input):
    """Why."""

    model_config = by_example({"reason": "供货暂停"})

    reason: Note


class PromiseView(Output):
    """What is promised of goods, to be read."""

    model_config = by_example(_READ)

    title: str
    description: str
    category: GoodsCategory
    price_points: int
    price_fen: int
    limit_total: int | None
    limit_day: int | None
    limit_month: int | None
    sale_from: Instant | None
    sale_until: Instant | None
    weekdays: list[int] | None
    month_days: list[int] | None
    shelf: Shelf
    residents_only: bool
    min_level: IdentityLevel
    least_level: str | None = Field(description="The level of the card that is needed; null: any")
    least_level_title: str | None = Field(
        description="What it was called when this was written", examples=["金卡"]
    )
    pick_up_place: str
    pick_up_hours: str
    pick_up_days: int


class MallGoods(PromiseView):
    """Goods on a shelf, as everybody sees them."""

    model_config = by_example(
        {
            "id": _GOODS,
            "partner_id": "0199a3c4-5d6e-7f80-9a1b-000000000201",
            "partner_name": "便民店",
            "partner_address": "致强东路 8 号",
            "kind": "goods",
            "edition_number": 1,
            **_READ,
            "stock_left": 88,
            "open_now": False,
            "shelved_at": "2026-11-22T10:30:00.000+08:00",
            "photos": [],
        }
    )

    id: UUID
    partner_id: UUID
    partner_name: str
    partner_address: str
    kind: GoodsKind
    edition_number: int = Field(description="Of what is promised now; an order names it")
    stock_left: int | None = Field(description="0: sold out; null: any number")
    open_now: bool = Field(description="Whether now is a time at which it is sold")
    shelved_at: Instant
    photos: list[FileView]


class GoodsLine(Output):
    """Goods, as their partner and the community's office see them."""

    model_config = by_example(_LINE)

    id: UUID
    partner_id: UUID
    partner_name: str
    kind: GoodsKind
    state: GoodsState
    state_title: str
    title: str = Field(description="Of the edition that was written last, as the prices")
    price_points: int
    price_fen: int
    stock_left: int | None
    taken: int = Field(description="How many orders took")
    edition_number: int | None = Field(description="Of the edition on the shelf")
    newest_state: GoodsEditionState
    offered_at: Instant
    shelved_at: Instant | None
    taken_down_at: Instant | None
    taken_down_by: ShelfSide | None
    taken_down_reason: str | None


class GoodsEditionView(PromiseView):
    """What is, was or would be promised of goods."""

    model_config = by_example(_EDITION)

    id: UUID
    number: int
    state: GoodsEditionState
    check: ContentState = Field(description="What came of checking words and photos")
    written_at: Instant
    reviewed_at: Instant | None
    review_reason: str | None
    photos: list[FileView]


class StockMoveView(Output):
    """A stock that was counted up or down by hand."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000213",
            "change": 50,
            "stock_left": 138,
            "reason": "supplied",
            "moved_by": "周小五",
            "moved_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    change: int
    stock_left: int = Field(description="After it")
    reason: StockReason
    moved_by: str | None
    moved_at: Instant
