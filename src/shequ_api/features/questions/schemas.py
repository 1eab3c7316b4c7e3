from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import UUID7, Field, TypeAdapter, ValidationError

from shequ_api.features.content_checks.public import ContentState
from shequ_api.features.knowledge.public import ArticleLine
from shequ_api.features.questions.rules import QuestionState
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Note, Output, by_example

QuestionId = Annotated[UUID7, Field(description="A UUIDv7 of the client's making")]
LINE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000820",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "place_name": "致强社区",
    "text": "外地户口的孩子在这边上学要准备什么？",
    "topic": "入学",
    "state": "answered",
    "asked_at": "2026-11-22T09:30:00.000+08:00",
    "due_on": "2026-11-26",
    "answered_at": "2026-11-23T10:00:00.000+08:00",
}
Topic = Annotated[CleanText, Field(min_length=1, max_length=20)]
_TOPIC = TypeAdapter(Topic)
_ARTICLE = "0199a3c4-5d6e-7f80-9a1b-000000000810"


async def fits_topic(_: Any, __: Any, value: str) -> bool:
    """Whether an entry of the five codes may ask about this: about anything, in a word or two."""
    try:
        _TOPIC.validate_python(value)
    except ValidationError:
        return False
    return True


class QuestionDraft(Input):
    """What I ask, and where."""

    model_config = by_example({each: LINE[each] for each in ("place_id", "text", "topic")})

    place_id: Id = Field(description="A place in a community, or the community itself")
    text: Annotated[CleanText, Field(min_length=2, max_length=500)]
    topic: Topic | None = Field(
        default=None, description="What it is about: of an entry that sets it, or the asker's word"
    )


class SuggestedAnswers(Output):
    """Articles that may answer what is being asked, the best first."""

    items: list[ArticleLine]


class HelpfulAnswer(Input):
    """What helped me: an article, or null for the staff's answer."""

    model_config = by_example({"article_id": _ARTICLE})

    article_id: Id | None = None


class QuestionAnswer(Input):
    """Words of ours, or an article, or both."""

    model_config = by_example({"text": "请看这条说明。", "article_id": _ARTICLE})

    text: Note | None = None
    article_id: Id | None = Field(default=None, description="A published article")
    replaces: Instant | None = Field(
        default=None, description="The `answered_at` of the answer that this one takes the place of"
    )


class AnswerPublication(Input):
    """A question and its answer in words for everybody: nothing of who asked."""

    model_config = by_example(
        {
            "question": "随迁子女怎么入学",
            "alternatives": ["外地户口孩子上学"],
            "topic": "入学",
            "source_name": "社区答复",
            "review_on": "2027-06-30",
            "body": "凭居住证和学籍材料，到学校所在街道的入学登记点申请。",
        }
    )

    question: Line
    alternatives: list[Line] = Field(default=[], max_length=20)
    topic: Topic
    source_name: Line
    review_on: date = Field(strict=False)
    body: Annotated[CleanText, Field(min_length=1, max_length=5000)] = Field(
        description="For everybody: the answer was for one"
    )


class QuestionLine(Output):
    """A question in a list."""

    model_config = by_example(LINE)

    id: UUID
    place_id: UUID
    place_name: str
    text: str
    topic: str | None = Field(description="What it is about, where that was said")
    state: QuestionState
    asked_at: Instant
    due_on: date = Field(description="Unanswered until the end of this day, it becomes a ticket")
    answered_at: Instant | None


class QuestionView(QuestionLine):
    """A question, and what came of it."""

    model_config = by_example(
        LINE
        | {
            "answer": "请看这条说明。",
            "article_id": _ARTICLE,
            "published_id": None,
            "ticket_id": None,
            "ended_at": None,
            "check": "pass",
        }
    )

    answer: str | None
    article_id: UUID | None = Field(description="The article that answers it")
    published_id: UUID | None = Field(description="The article that was made of it")
    ticket_id: UUID | None
    ended_at: Instant | None
    check: ContentState = Field(description="What came of checking its words")
