"""Shapes of following up."""

from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Instant, Output, by_example


class ReminderView(Output):
    """That those who have not read were reminded."""

    model_config = by_example(
        {
            "notice_id": "0199a3c4-5d6e-7f80-9a1b-000000000130",
            "number": 1,
            "reminded_at": "2026-11-23T09:30:00.000+08:00",
        }
    )

    notice_id: UUID
    number: int = Field(description="Of the edition that was shown")
    reminded_at: Instant


class NoticeCounts(Output):
    """How many were addressed and have read."""

    model_config = by_example(
        {"addressed": 812, "read": 640, "confirmed": 0, "more": False, "fewer_than": None}
    )

    addressed: int = Field(description="Who belongs there by now")
    read: int = Field(description="The edition that is shown; by people who have moved away, too")
    confirmed: int
    more: bool = Field(description="One of these is larger than it is counted")
    fewer_than: int | None = Field(
        description="Of a notice to people of a tag: counts are rounded down to tens, so that"
        " nobody is singled out, and 0 reads “fewer than this”"
    )


class UnreadReader(Output):
    """Somebody who is addressed and has not read, or not confirmed."""

    model_config = by_example(
        {
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "name": "李小六",
            "belonging_id": "0199a3c4-5d6e-7f80-9a1b-000000000131",
            "place_name": "东苑1栋1单元0302",
        }
    )

    person_id: UUID
    name: str | None
    belonging_id: UUID = Field(description="The residency or posting by which they are addressed")
    place_name: str | None = Field(description="Where they live; null of those who serve there")
