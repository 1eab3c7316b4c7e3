"""Pure decisions: what an article weighs where it is searched, and who may be told what of it."""

from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from shequ_api.kit.chinese import SIGN, terms_of


class ArticleState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class FeedbackVerdict(StrEnum):
    """What a reader says of an article."""

    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"
    WRONG = "wrong"


STATE_TITLES = {
    ArticleState.DRAFT: "草稿",
    ArticleState.PUBLISHED: "已发布",
    ArticleState.WITHDRAWN: "已撤下",
}
QUESTION, PHRASING, TOPIC, BODY = 100, 100, 60, 30
"""What a term weighs by where it stands, for a text of `USUAL_SIGNS`."""
USUAL_SIGNS = 30
SHARE_OF_LENGTH = 0.4
"""How much of a weight depends on how long the question is with its phrasings: a term of a short
one says more."""

MOST_ASKED, MOST_OF_BODY = 2000, 2000
"""So many terms of an article are kept, those that come first: of what people ask, and of its body.
"""


class Words(NamedTuple):
    """What an article is found by."""

    question: str
    alternatives: list[str]
    topic: str
    body: str


def weights_of(words: Words) -> dict[str, int]:
    """Term → what it weighs in an article: by the best place where it stands. Of the body only
    pairs of signs and Latin words count: its single signs and sounds would find everything."""
    found: dict[str, int] = {}
    length = len(words.question) + sum(map(len, words.alternatives))
    scale = 1 / (1 - SHARE_OF_LENGTH + SHARE_OF_LENGTH * length / USUAL_SIGNS)
    asked = [(words.question, QUESTION), (words.topic, TOPIC)]
    for text, weight in [*asked, *((each, PHRASING) for each in words.alternatives)]:
        for term in terms_of(text):
            found[term] = max(found.get(term, 0), round(weight * scale))
    kept = dict(islice(found.items(), MOST_ASKED))
    told = (term for term in terms_of(words.body, sounds=False) if term[0] != SIGN)
    more = islice((term for term in told if term not in kept), MOST_OF_BODY)
    return kept | dict.fromkeys(more, BODY)
