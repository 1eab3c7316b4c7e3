from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.features.content_checks.public import ContentState
from shequ_api.features.ticket_ratings.rules import Stake
from shequ_api.kit.schema import Input, Instant, Note, Output, by_example


def _days(least: int, most: int, description: str) -> object:
    return Field(ge=least, le=most, description=description)


class TicketRating(Input):
    """What somebody thinks of a settlement: 5 is best."""

    model_config = by_example({"score": 5, "comment": "处理得很快，谢谢"})

    score: Annotated[int, Field(ge=1, le=5)]
    comment: Note | None = None


class TicketTermsDraft(Input):
    """What a district says about rating, reopening and archiving; whole days after the day."""

    model_config = by_example(
        {
            "rating_days": 15,
            "change_days": 7,
            "reopen_days": 15,
            "most_reopenings": 2,
            "low_score": 2,
            "visit_workdays": 3,
            "archive_days": 30,
            "first_reminder_days": 2,
            "reminders": 2,
            "sample_percent": 5,
        }
    )

    rating_days: Annotated[int, _days(1, 90, "To rate, after the settlement")]
    change_days: Annotated[int, _days(0, 90, "To change one's rating, after it was given")]
    reopen_days: Annotated[int, _days(1, 90, "To ask for it to be handled again")]
    most_reopenings: Annotated[int, _days(0, 10, "By the one who ordered; 0: never")]
    low_score: Annotated[int, _days(0, 4, "As low as this, somebody calls back; 0: never")]
    visit_workdays: Annotated[int, _days(1, 30, "Workdays in which they call")]
    archive_days: Annotated[int, _days(1, 180, "Until it is archived by itself")]
    first_reminder_days: Annotated[int, _days(1, 30, "Until the first reminder to rate")]
    reminders: Annotated[int, _days(0, 2, "How many")]
    sample_percent: Annotated[int, _days(1, 100, "Of a month's tickets that are looked at again")]

    @model_validator(mode="after")
    def _in_order(self) -> "TicketTermsDraft":
        if self.change_days > self.rating_days:
            raise PydanticCustomError("terms_out_of_order", "可修改评价的天数不能超过评价期限")
        if self.archive_days < max(self.rating_days, self.reopen_days):
            raise PydanticCustomError("terms_out_of_order", "归档不能早于评价期限和重新办理期限")
        return self


class TicketTermsView(Output):
    """What holds in a district. `version` 0: it has set nothing of its own."""

    model_config = by_example(
        {
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "version": 1,
            "rating_days": 15,
            "change_days": 7,
            "reopen_days": 15,
            "most_reopenings": 2,
            "low_score": 2,
            "visit_workdays": 3,
            "archive_days": 30,
            "first_reminder_days": 2,
            "reminders": 2,
            "sample_percent": 5,
        }
    )

    district_id: UUID
    version: int
    rating_days: int
    change_days: int
    reopen_days: int
    most_reopenings: int
    low_score: int
    visit_workdays: int
    archive_days: int
    first_reminder_days: int
    reminders: int
    sample_percent: int


RATING = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000130",
    "round": 1,
    "relation": "supporter",
    "relation_title": "同样受影响",
    "score": 4,
    "comment": "修好了，就是等得久了点",
    "check": "pass",
    "rated_at": "2026-11-22T10:05:12.480+08:00",
    "changed_at": "2026-11-22T10:05:12.480+08:00",
}


class TicketRatingLine(Output):
    """One rating of a ticket."""

    model_config = by_example({**RATING, "person_name": "李*梅"})

    id: UUID
    round: int = Field(description="1, 2…: which settlement it is about")
    relation: Stake
    relation_title: str
    score: int
    comment: str | None = Field(description="Null where none was written, or it is hidden")
    check: ContentState = Field(description="What came of checking the comment")
    person_name: str | None = Field(description="Masked; null where it was ordered without a name")
    rated_at: Instant
    changed_at: Instant


class OwnRatingView(Output):
    """What I gave."""

    model_config = by_example({"score": 4, "comment": "修好了", "changeable_until": None})

    score: int
    comment: str | None
    changeable_until: Instant | None = Field(description="Null once it is too late")


class RatingSummary(Output):
    """How a ticket's last settlement was rated by all who are affected, and where I stand."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "round": 1,
            "count": 3,
            "mean": 4.33,
            "scores": [0, 0, 0, 2, 1],
            "relation": "supporter",
            "relation_title": "同样受影响",
            "rateable_until": "2026-12-08T00:00:00.000+08:00",
            "mine": {"score": 4, "comment": "修好了", "changeable_until": None},
            "refused": False,
        }
    )

    ticket_id: UUID
    round: int = Field(description="0: it was never settled")
    count: int
    mean: float | None = Field(description="To two digits; null where nobody rated")
    scores: list[int] = Field(description="How many gave 1, 2, 3, 4, 5")
    relation: Stake | None = Field(description="How I am affected; null: I am not")
    relation_title: str | None
    rateable_until: Instant | None = Field(description="Null where it cannot be rated now")
    mine: OwnRatingView | None
    refused: bool = Field(description="I do not want to rate it, and am not reminded")
