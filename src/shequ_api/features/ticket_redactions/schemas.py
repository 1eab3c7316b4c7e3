from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.kit.schema import Id, Input, Note, Output, by_example

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Position = Annotated[int, Field(ge=0, le=100_000)]


class RedactedRectangle(Input):
    """A rectangle, as shares of the upright picture, from its upper left corner."""

    left: Share
    top: Share
    right: Share
    bottom: Share

    @model_validator(mode="after")
    def _some_area(self) -> Self:
        if self.left >= self.right or self.top >= self.bottom:
            raise PydanticCustomError("rectangle_empty", "矩形的右、下边须大于左、上边")
        return self


class PhotoRedaction(Input):
    """What to black out in a photo."""

    model_config = by_example(
        {"rectangles": [{"left": 0.2, "top": 0.1, "right": 0.4, "bottom": 0.3}], "replace": False}
    )

    rectangles: Annotated[list[RedactedRectangle], Field(max_length=100)]
    replace: bool = Field(
        default=False, description="In the place of what was before; needs the right to open it"
    )


class RedactedSpan(Input):
    """Characters from a start up to, and without, an end, as JavaScript counts them."""

    start: Position
    end: Position

    @model_validator(mode="after")
    def _some_length(self) -> Self:
        if self.start >= self.end:
            raise PydanticCustomError("span_empty", "结束位置须大于开始位置")
        return self


class TextRedaction(Input):
    """What to black out in the ticket's text, or in a message."""

    model_config = by_example(
        {"message_id": None, "length": 24, "spans": [{"start": 2, "end": 5}], "replace": False}
    )

    message_id: Id | None = Field(default=None, description="Null: the ticket's own text")
    length: Position = Field(description="Of the text that was marked, as JavaScript counts")
    spans: Annotated[list[RedactedSpan], Field(max_length=200)]
    replace: bool = Field(
        default=False, description="In the place of what was before; needs the right to open it"
    )


class OriginalAsked(Input):
    """Why an original is opened."""

    model_config = by_example({"reason": "核对照片中的车牌是否遮挡完整"})

    reason: Note


class OriginalTextAsked(OriginalAsked):
    """Of what, and why it is opened."""

    model_config = by_example({"message_id": None, "reason": "核对遮挡是否完整"})

    message_id: Id | None = None


class PhotoRedactionView(Output):
    """What is black in a photo now."""

    model_config = by_example(
        {
            "file_id": "0199a3c4-5d6e-7f80-9a1b-00000000010a",
            "number": 1,
            "rectangles": [[0.2, 0.1, 0.4, 0.3]],
        }
    )

    file_id: UUID
    number: int = Field(description="0: nothing was ever blacked out")
    rectangles: list[list[float]] = Field(description="Left, top, right, bottom of each")


class TextRedactionView(Output):
    """A text as everybody reads it now."""

    model_config = by_example({"message_id": None, "number": 1, "text": "我是███，住在三楼。"})

    message_id: UUID | None
    number: int
    text: str


class OriginalTextView(Output):
    """A text as it was written."""

    model_config = by_example({"text": "我是李小梅，住在三楼。"})

    text: str
