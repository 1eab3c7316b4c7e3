"""How to ask about the knowledge base, its search, and questions."""

from datetime import timedelta
from typing import Any

from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.matrix.asking import (
    Ask,
    Case,
    Operation,
    at,
    by,
    listed,
    listed_at,
    mine,
    mine_listed,
    once,
)
from tests.matrix.sites import Site

LATER = (china_date(utc_now()) + timedelta(days=60)).isoformat()
SAID = {"question": "怎么办", "topic": "办事", "source_name": "指南", "review_on": LATER}
WORDS = {"words": ["甲", "乙"]}
ANY = {"If-Match": "*"}


def _searched(site: Site) -> Ask:
    return Ask(body={"place_id": site.community, "text": "怎么办"})


def _asked(site: Site) -> Ask:
    return Ask({"question_id": str(new_id())}, body={"place_id": site.community, "text": "怎么办"})


def _rewritten(site: Site) -> Ask:
    return Ask({"article_id": site.of("article")}, body=SAID | {"body": "说明"}, headers=ANY)


def _group(body: Any = None) -> Operation:
    """That of the district itself."""

    def make(case: Case) -> Ask:
        path = {"group_id": case.site.of("district_synonyms")}
        return Ask(path, body=body, headers=ANY)

    return once(make)


OPERATIONS = {
    "list_knowledge_articles": listed_at("article", place_id="community"),
    "get_knowledge_article": by("article_id", "article"),
    "get_knowledge_article:draft": by("article_id", "article_draft"),
    "rate_knowledge_article": by("article_id", "article", {"verdict": "helpful"}),
    "list_kept_knowledge_articles": listed("article_draft"),
    "list_stale_knowledge_articles": listed("stale_article"),
    "write_knowledge_article": once(lambda _: Ask(body=SAID | {"body": "说明"})),
    "rewrite_knowledge_article": at(_rewritten, "article"),
    "list_knowledge_editions": by("article_id", "article"),
    "publish_knowledge_article": by("article_id", "article_draft"),
    "withdraw_knowledge_article": by("article_id", "article"),
    "confirm_knowledge_article": by("article_id", "article", {"review_on": LATER}),
    "search_knowledge": at(_searched, "community"),
    "list_search_misses": once(lambda _: Ask()),
    "list_synonym_groups": once(lambda _: Ask()),
    "make_synonym_group": once(lambda _: Ask(body=WORDS)),
    "change_synonym_group": _group(WORDS),
    "remove_synonym_group": _group(),
    "suggest_answers": at(_searched, "community"),
    "ask_question": at(_asked, "community"),
    "list_my_questions": mine_listed("question", "question"),
    "list_questions": listed("question"),
    "get_question": by("question_id", "question"),
    "get_question:own": mine("question", "question_id", "question"),
    "answer_question": by("question_id", "question", {"text": "答复"}),
    "answer_question:own": mine("question", "question_id", "question", {"text": "答复"}),
    "publish_answer": by("question_id", "answered_question", SAID | {"body": "说明"}),
    "make_question_ticket": by("question_id", "question"),
    "make_question_ticket:own": mine("question", "question_id", "question"),
    "close_question": mine("question", "question_id", "question", {}),
    "withdraw_question": mine("question", "question_id", "question"),
}
