from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.knowledge.public import ArticleLine
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Output, by_example

MOST_FOUND = 20
GROUP: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000811",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
    "words": ["居住证", "暂住证"],
    "version": 1,
    "changed_at": "2026-11-22T09:30:00.000+08:00",
}


class KnowledgeQuestion(Input):
    """What I want to know, in whatever words: signs, pinyin or its first letters."""

    model_config = by_example(
        {"place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106", "text": "jzz", "limit": 10}
    )

    place_id: Id = Field(description="Where I ask: its community and the places above it answer")
    text: Annotated[CleanText, Field(min_length=1, max_length=200)]
    limit: Annotated[int, Field(ge=1, le=MOST_FOUND)] = 10


class FoundArticles(Output):
    """The articles that fit, the best first."""

    items: list[ArticleLine]


class SynonymDraft(Input):
    """Words that mean the same: each of signs, or of letters and digits, without gap or mark."""

    model_config = by_example({"words": GROUP["words"]})

    words: list[Annotated[CleanText, Field(min_length=1, max_length=8)]] = Field(
        min_length=2, max_length=20
    )


class SynonymGroupView(Output):
    """A group of words; its version is the ETag."""

    model_config = by_example(GROUP)

    id: UUID
    place_id: UUID
    words: list[str]
    version: int
    changed_at: Instant


class SearchMissLine(Output):
    """Words that found nothing, and how often."""

    model_config = by_example(
        {"words": "路边摊", "times": 7, "first_on": "2026-11-01", "last_on": "2026-11-22"}
    )

    words: str
    times: int
    first_on: date
    last_on: date
