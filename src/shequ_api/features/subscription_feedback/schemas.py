"""Shapes of what comes back."""

from pydantic import Field

from shequ_api.kit.schema import Output, by_example


class SendCounts(Output):
    """What came of carrying a notice out. Counts alone: to whom, stays between them and WeChat."""

    model_config = by_example(
        {
            "waiting": 0,
            "sent": 512,
            "unsure": 1,
            "refused": 3,
            "seen": 20,
            "not_sent": 2,
            "fewer_than": None,
        }
    )

    waiting: int
    sent: int
    unsure: int = Field(description="No answer came from WeChat: it may have arrived")
    refused: int
    seen: int = Field(description="Read in the app before it was sent")
    not_sent: int = Field(description="No accept left, no WeChat, too late, or it never arrived")
    fewer_than: int | None = Field(
        description="Of a notice to people of a tag: counts are rounded down to tens, so that"
        " nobody is singled out, and 0 reads “fewer than this”"
    )
