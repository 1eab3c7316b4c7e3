from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.knowledge.rules import ArticleState, FeedbackVerdict
from shequ_api.kit.schema import CleanText, Input, Instant, Line, Output, by_example

MOST_PHRASINGS = 20
WORDS: dict[str, Any] = {
    "question": "居住证怎么办理",
    "alternatives": ["办居住证要什么材料"],
    "body": "居住登记满半年后，带身份证和住所证明到派出所或社区代办点申请。",
    "topic": "居住证",
    "source_name": "公安部门办事指南",
    "source_reference": None,
    "source_url": "https://example.org/guide",
}
LINE: dict[str, Any] = {
    **{key: WORDS[key] for key in ("question", "topic", "source_name")},
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000810",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "owner_name": "致强社区居委会",
    "review_on": "2027-06-30",
    "state": "published",
    "edition": 1,
    "published_at": "2026-11-22T09:30:00.000+08:00",
}
KEPT: dict[str, Any] = {
    **LINE,
    "made_at": "2026-11-22T09:30:00.000+08:00",
    "stale": False,
    "helpful": 3,
    "not_helpful": 1,
    "wrong": 0,
}
VIEWED: dict[str, Any] = {
    "version": 3,
    "my_verdict": "helpful",
    "my_verdict_edition": 1,
    "reviewed_edition": 1,
    "reviewed_at": "2026-11-23T10:00:00.000+08:00",
}
EDITIONS = 2**31 - 1
Body = Annotated[CleanText, Field(min_length=1, max_length=5000)]


class ArticleDraft(Input):
    """A question, its answer, whence that comes, and by when it is looked at again."""

    model_config = by_example(WORDS | {"review_on": "2027-06-30"})

    question: Line
    alternatives: list[Line] = Field(
        default=[], max_length=MOST_PHRASINGS, description="How people ask for it in other words"
    )
    body: Body
    topic: Annotated[CleanText, Field(min_length=1, max_length=20)]
    source_name: Line = Field(description="Who says so: an office, a law, a notice")
    source_reference: Line | None = Field(default=None, description="Number or paragraph of it")
    source_url: Annotated[CleanText, Field(max_length=500, pattern=r"^https://[^\s]+$")] | None = (
        None
    )
    review_on: date = Field(strict=False, description="The day by which it is looked at again")


class ArticleConfirmation(Input):
    """It holds; to be looked at again by another day."""

    model_config = by_example({"review_on": "2027-12-31", "edition": 1})

    review_on: date = Field(strict=False)
    edition: int | None = Field(
        default=None,
        ge=1,
        le=EDITIONS,
        description="The edition that I looked at: refused where another stands by now. Null: "
        "whichever stands",
    )


class ArticleRating(Input):
    """What the edition that I read is worth."""

    model_config = by_example({"verdict": "helpful", "edition": 1})

    verdict: FeedbackVerdict = Field(strict=False)
    edition: int | None = Field(
        default=None,
        ge=1,
        le=EDITIONS,
        description="The edition that I read: it may have changed since. Null: the one that stands",
    )


class ArticleLine(Output):
    """An article in a list for readers."""

    model_config = by_example(LINE)

    id: UUID
    place_id: UUID
    owner_name: str = Field(description="The organisation or place whose office answers for it")
    question: str
    topic: str
    source_name: str
    review_on: date
    state: ArticleState
    edition: int
    published_at: Instant | None


class KeptArticleLine(ArticleLine):
    """An article in a list for its office, with what readers said of its edition."""

    model_config = by_example(KEPT)

    made_at: Instant
    stale: bool = Field(description="Published, and the day of its review has passed")
    helpful: int
    not_helpful: int
    wrong: int


class ArticleView(ArticleLine):
    """An article; its version is the ETag."""

    model_config = by_example(LINE | WORDS | VIEWED)

    alternatives: list[str]
    body: str
    source_reference: str | None
    source_url: str | None
    version: int
    my_verdict: FeedbackVerdict | None = Field(description="What I said of `my_verdict_edition`")
    my_verdict_edition: int | None = Field(
        description="The last edition of which I said something; not always the one that stands"
    )
    reviewed_edition: int | None = Field(
        description="The edition of which its office last said that it holds"
    )
    reviewed_at: Instant | None


class ArticleEditionView(Output):
    """The words of an article as they were."""

    model_config = by_example(WORDS | {"edition": 1, "written_at": "2026-11-22T09:30:00.000+08:00"})

    edition: int
    question: str
    alternatives: list[str]
    body: str
    topic: str
    source_name: str
    source_reference: str | None
    source_url: str | None
    written_at: Instant
