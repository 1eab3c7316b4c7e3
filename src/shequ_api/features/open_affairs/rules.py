"""Pure decisions about disclosures."""

from datetime import datetime, timedelta
from enum import StrEnum

from shequ_api.base.places.models import PlaceKind

HELD_AT = frozenset(
    {PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY, PlaceKind.COMPOUND}
)
"""The kinds of place that disclose something."""
MOST_PHOTOS, MOST_DOCUMENTS = 9, 9


class DisclosureState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class DisclosureStatus(StrEnum):
    """A state as it reads: what is published is shown from an instant until another."""

    DRAFT = "draft"
    COMING = "coming"
    SHOWN = "shown"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


STATUS_TITLES = {
    DisclosureStatus.DRAFT: "草稿",
    DisclosureStatus.COMING: "待公示",
    DisclosureStatus.SHOWN: "公示中",
    DisclosureStatus.ENDED: "已结束",
    DisclosureStatus.WITHDRAWN: "已撤回",
}


def status_of(
    state: str, shown_from: datetime | None, shown_until: datetime | None, now: datetime
) -> DisclosureStatus:
    """How a disclosure stands at an instant; the period is half-open."""
    if state != DisclosureState.PUBLISHED or shown_from is None:
        return DisclosureStatus(state)
    if now < shown_from:
        return DisclosureStatus.COMING
    over = shown_until is not None and shown_until <= now
    return DisclosureStatus.ENDED if over else DisclosureStatus.SHOWN


def lasts_enough(shown_from: datetime, shown_until: datetime | None, least_days: int) -> bool:
    """Whether something is shown for as many days as its category asks."""
    return shown_until is None or shown_until - shown_from >= timedelta(days=least_days)
