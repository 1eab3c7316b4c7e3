"""Pure decisions about notices."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class NoticeCategory(StrEnum):
    ORDINARY = "ordinary"
    IMPORTANT = "important"
    """Carried to phones, in the day."""
    EMERGENCY = "emergency"
    """Carried to phones at any hour."""


class NoticeState(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class EditionState(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"


CATEGORY_TITLES: Mapping[NoticeCategory, str] = {
    NoticeCategory.ORDINARY: "普通",
    NoticeCategory.IMPORTANT: "重要",
    NoticeCategory.EMERGENCY: "紧急",
}
STATE_TITLES: Mapping[NoticeState, str] = {
    NoticeState.DRAFT: "草稿",
    NoticeState.WAITING: "待复核",
    NoticeState.PUBLISHED: "已发布",
    NoticeState.WITHDRAWN: "已撤回",
    NoticeState.EXPIRED: "已到期",
}
LONGEST = timedelta(days=366)
"""How long a notice may hold."""
MOST_TARGETS, MOST_PHOTOS, MOST_DOCUMENTS = 50, 9, 9
EVERYBODY = "resident"
"""The audience of all who live there: of these alone a notice may be public."""
ISSUED_AT = ("community_id", "subdistrict_id", "district_id")
"""The scopes that issue notices. (A total grid is its community.)"""


def needs_review(category: str, *, above_community: bool) -> bool:
    """Whether a second person looks at it before it is published."""
    return above_community or category == NoticeCategory.EMERGENCY
