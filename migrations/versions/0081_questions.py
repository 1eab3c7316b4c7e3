"""Questions and answers, and the words by which they are found."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0081"
down_revision: str | None = "0080"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ARTICLES, EDITIONS, TERMS = "knowledge_articles", "knowledge_editions", "knowledge_terms"
FEEDBACK, SYNONYMS, MISSES = "knowledge_feedback", "synonym_groups", "search_misses"
QUESTIONS = "questions"
INSTANT, TEXT, NUMBER = sa.DateTime(timezone=True), sa.Text(), sa.Integer()
PLACES, PERSONS, GRIDS = "places", "persons", "grids"


def upgrade() -> None:
    _articles()
    _editions()
    _terms()
    _feedback()
    _synonyms()
    _misses()
    _questions()


def downgrade() -> None:
    for table in (QUESTIONS, MISSES, SYNONYMS, FEEDBACK, TERMS, EDITIONS, ARTICLES):
        op.drop_table(table)


def _col(name: str, kind: Any, *, nullable: bool = False) -> Any:
    return sa.Column(name, kind, nullable=nullable)


def _refer(table: str, name: str, target: str, *, nullable: bool = False) -> list[Any]:
    return [
        sa.Column(name, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}")),
    ]


def _key(table: str, *columns: str) -> Any:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=op.f(f"pk_{table}"))


def _check(table: str, name: str, rule: str) -> Any:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, name: str, columns: list[str], where: str | None = None) -> None:
    given = {} if where is None else {"postgresql_where": sa.text(where)}
    op.create_index(op.f(f"ix_{table}_{name}"), table, columns, **given)


def _words() -> list[Any]:
    return [
        _col("question", TEXT),
        _col("alternatives", sa.ARRAY(TEXT)),
        _col("body", TEXT),
        _col("topic", TEXT),
        _col("source_name", TEXT),
        _col("source_reference", TEXT, nullable=True),
        _col("source_url", TEXT, nullable=True),
    ]


def _articles() -> None:
    op.create_table(
        ARTICLES,
        _col("version", NUMBER),
        *_refer(ARTICLES, "place_id", PLACES),
        *_refer(ARTICLES, "city_id", PLACES),
        *_refer(ARTICLES, "district_id", PLACES, nullable=True),
        *_refer(ARTICLES, "subdistrict_id", PLACES, nullable=True),
        *_refer(ARTICLES, "community_id", PLACES, nullable=True),
        *_refer(ARTICLES, "organisation_id", "organisations", nullable=True),
        _col("state", TEXT),
        _col("edition", NUMBER),
        *_words(),
        _col("review_on", sa.Date()),
        _col("made_at", INSTANT),
        *_refer(ARTICLES, "made_by_id", PERSONS),
        _col("published_at", INSTANT, nullable=True),
        _col("id", sa.Uuid()),
        _check(ARTICLES, "state", "state IN ('draft', 'published', 'withdrawn')"),
        _check(ARTICLES, "published", "state = 'draft' OR published_at IS NOT NULL"),
        _key(ARTICLES),
    )
    published = "state = 'published'"
    for level in ("city_id", "district_id", "subdistrict_id", "community_id"):
        _index(ARTICLES, f"{level}_page", [level, "made_at", "id"])
        _index(ARTICLES, f"{level}_review", [level, "review_on", "id"], published)
    _index(ARTICLES, "place_id_page", ["place_id", "published_at", "id"], published)
    _index(ARTICLES, "made_by_id", ["made_by_id"])


def _editions() -> None:
    op.create_table(
        EDITIONS,
        *_refer(EDITIONS, "article_id", ARTICLES),
        _col("edition", NUMBER),
        *_words(),
        _col("written_at", INSTANT),
        *_refer(EDITIONS, "written_by_id", PERSONS),
        _key(EDITIONS, "article_id", "edition"),
    )
    _index(EDITIONS, "written_by_id", ["written_by_id"])
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {EDITIONS} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _terms() -> None:
    op.create_table(
        TERMS,
        *_refer(TERMS, "article_id", ARTICLES),
        _col("term", TEXT),
        *_refer(TERMS, "place_id", PLACES),
        _col("weight", NUMBER),
        _key(TERMS, "article_id", "term"),
    )
    op.create_index(
        "ix_knowledge_terms_read",
        TERMS,
        ["place_id", "term", "weight"],
        postgresql_include=["article_id"],
    )


def _feedback() -> None:
    op.create_table(
        FEEDBACK,
        *_refer(FEEDBACK, "article_id", ARTICLES),
        _col("edition", NUMBER),
        *_refer(FEEDBACK, "person_id", PERSONS),
        _col("verdict", TEXT),
        _col("given_at", INSTANT),
        _check(FEEDBACK, "verdict", "verdict IN ('helpful', 'not_helpful', 'wrong')"),
        _key(FEEDBACK, "article_id", "edition", "person_id"),
    )
    _index(FEEDBACK, "person_id", ["person_id"])


def _synonyms() -> None:
    op.create_table(
        SYNONYMS,
        _col("version", NUMBER),
        *_refer(SYNONYMS, "place_id", PLACES),
        _col("words", sa.ARRAY(TEXT)),
        _col("changed_at", INSTANT),
        *_refer(SYNONYMS, "changed_by_id", PERSONS),
        _col("id", sa.Uuid()),
        _check(SYNONYMS, "some_words", "cardinality(words) BETWEEN 2 AND 20"),
        _key(SYNONYMS),
    )
    _index(SYNONYMS, "place_id_page", ["place_id", "changed_at", "id"])
    _index(SYNONYMS, "changed_by_id", ["changed_by_id"])
    op.create_index("ix_synonym_groups_words", SYNONYMS, ["words"], postgresql_using="gin")


def _misses() -> None:
    op.create_table(
        MISSES,
        *_refer(MISSES, "city_id", PLACES),
        *_refer(MISSES, "district_id", PLACES),
        _col("words", TEXT),
        _col("times", NUMBER),
        _col("first_on", sa.Date()),
        _col("last_on", sa.Date()),
        _col("id", sa.Uuid()),
        _key(MISSES),
    )
    op.create_index("uq_search_misses_words", MISSES, ["district_id", "words"], unique=True)
    for level in ("district_id", "city_id"):
        _index(MISSES, f"{level}_page", [level, "times", "id"])
    _index(MISSES, "old", ["last_on"])


def _questions() -> None:
    states = "state IN ('open', 'answered', 'closed', 'ticket', 'withdrawn')"
    op.create_table(
        QUESTIONS,
        *_located(),
        *_refer(QUESTIONS, "asker_id", PERSONS),
        _col("text", TEXT),
        _col("state", TEXT),
        _col("asked_at", INSTANT),
        _col("due_on", sa.Date()),
        _col("answer", TEXT, nullable=True),
        *_refer(QUESTIONS, "article_id", ARTICLES, nullable=True),
        _col("answered_at", INSTANT, nullable=True),
        *_refer(QUESTIONS, "answered_by_id", PERSONS, nullable=True),
        *_refer(QUESTIONS, "published_id", ARTICLES, nullable=True),
        *_refer(QUESTIONS, "ticket_id", "tickets", nullable=True),
        _col("ended_at", INSTANT, nullable=True),
        _col("id", sa.Uuid()),
        _check(QUESTIONS, "state", states),
        _check(QUESTIONS, "ticket", "(state = 'ticket') = (ticket_id IS NOT NULL)"),
        _check(QUESTIONS, "answered", "(answered_at IS NULL) = (answered_by_id IS NULL)"),
        _key(QUESTIONS),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_questions_ticket_id")),
    )
    for level in ("subdistrict_id", "community_id", "micro_grid_id"):
        _index(QUESTIONS, f"{level}_page", [level, "asked_at", "id"])
        _index(QUESTIONS, f"{level}_state_page", [level, "state", "asked_at", "id"])
    _index(QUESTIONS, "asker_id_page", ["asker_id", "asked_at", "id"])
    _index(QUESTIONS, "due", ["due_on"], "state = 'open'")
    for column in ("answered_by_id", "article_id"):
        _index(QUESTIONS, column, [column], f"{column} IS NOT NULL")


def _located() -> list[Any]:
    within = ("city_id", "district_id", "subdistrict_id", "community_id", "place_id")
    parts = {"compound_id": PLACES, "building_id": PLACES, "general_grid_id": GRIDS}
    parts |= {"micro_grid_id": GRIDS, "made_grid_id": GRIDS}
    columns = [_refer(QUESTIONS, name, PLACES) for name in within]
    columns += [_refer(QUESTIONS, name, to, nullable=True) for name, to in parts.items()]
    return [each for column in columns for each in column]
