"""Pure decisions about goods: kinds, windows, limits."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shequ_api.kit.clock import china_date

MOST_PHOTOS = 6
LAST_PICK_UP_DAYS = 90


class GoodsKind(StrEnum):
    GOODS = "goods"
    SERVICE = "service"
    """Of these there may be any number."""


class GoodsCategory(StrEnum):
    FOOD = "food"
    DAILY = "daily"
    HOME = "home"
    REPAIR = "repair"
    CARE = "care"
    HAIR = "hair"
    COURSE = "course"
    CULTURE = "culture"
    OTHER = "other"


class GoodsState(StrEnum):
    WAITING = "waiting"
    ON_SHELF = "on_shelf"
    TAKEN_DOWN = "taken_down"


STATE_TITLES = {
    GoodsState.WAITING: "待上架",
    GoodsState.ON_SHELF: "已上架",
    GoodsState.TAKEN_DOWN: "已下架",
}


class GoodsEditionState(StrEnum):
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Shelf(StrEnum):
    """Where goods are shown: in the partner's community, or in all of its district."""

    COMMUNITY = "community"
    DISTRICT = "district"


class ShelfSide(StrEnum):
    """Who took goods down."""

    PARTNER = "partner"
    COMMUNITY = "community"


class StockReason(StrEnum):
    SUPPLIED = "supplied"
    COUNTED = "counted"
    SPOILED = "spoiled"
    RETURNED = "returned"
    MISTAKE = "mistake"


class Windowed(Protocol):
    """An edition, as far as its windows need it."""

    @property
    def sale_from(self) -> datetime | None: ...
    @property
    def sale_until(self) -> datetime | None: ...
    @property
    def weekdays(self) -> Sequence[int] | None: ...
    @property
    def month_days(self) -> Sequence[int] | None: ...


def is_open(edition: Windowed, now: datetime) -> bool:
    """Whether it is sold at an instant: within its span, and on one of its days, if it has any."""
    if edition.sale_from is not None and now < edition.sale_from:
        return False
    if edition.sale_until is not None and now >= edition.sale_until:
        return False
    if edition.weekdays is None and edition.month_days is None:
        return True
    today = china_date(now)
    of_week = today.isoweekday() in (edition.weekdays or ())
    return of_week or today.day in (edition.month_days or ())
