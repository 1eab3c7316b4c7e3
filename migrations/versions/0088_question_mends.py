"""What readers found of questions, knowledge and counters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0088"
down_revision: str | None = "0087"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

QUESTIONS, COUNTERS, ARTICLES = "questions", "appointment_counters", "knowledge_articles"
FEEDBACK, MISSES = "knowledge_feedback", "search_misses"
INSTANT = sa.DateTime(timezone=True)
PUBLISHED, MANY = sa.text("state = 'published'"), sa.text("askers >= 3")
LEVELS = ("district_id", "city_id")


def upgrade() -> None:
    op.add_column(QUESTIONS, sa.Column("topic", sa.Text(), nullable=True))
    for mark in ("reminded_at", "overdue_at"):
        op.add_column(QUESTIONS, sa.Column(mark, INSTANT, nullable=True))
    _counters()
    _articles()
    _misses()


def downgrade() -> None:
    for level in LEVELS:
        op.drop_index(f"ix_{MISSES}_{level}_page", MISSES)
        op.create_index(f"ix_{MISSES}_{level}_page", MISSES, [level, "times", "id"])
    for column in ("askers", "seen"):
        op.drop_column(MISSES, column)
    op.drop_constraint("fk_knowledge_feedback_article_id_edition", FEEDBACK)
    for name in ("place_id_topic_page", "stale"):
        op.drop_index(f"ix_{ARTICLES}_{name}", ARTICLES)
    for column in ("stale_at", "reviewed_by_id", "reviewed_at", "reviewed_edition"):
        op.drop_column(ARTICLES, column)
    for name in ("offered", "offered_above"):
        op.drop_index(f"ix_{COUNTERS}_{name}", COUNTERS)
    for column in ("overdue_at", "reminded_at", "topic"):
        op.drop_column(QUESTIONS, column)


def _counters() -> None:
    """Those that may be booked: of a community itself, and of its subdistrict for all in it."""
    for name, column, whole in (
        ("offered", "community_id", "NOT whole_subdistrict"),
        ("offered_above", "subdistrict_id", "whole_subdistrict"),
    ):
        op.create_index(
            f"ix_{COUNTERS}_{name}",
            COUNTERS,
            [column, "made_at", "id"],
            postgresql_where=sa.text(f"{whole} AND closed_at IS NULL"),
        )


def _articles() -> None:
    op.add_column(ARTICLES, sa.Column("reviewed_edition", sa.Integer(), nullable=True))
    op.add_column(ARTICLES, sa.Column("reviewed_at", INSTANT, nullable=True))
    op.add_column(ARTICLES, sa.Column("reviewed_by_id", sa.Uuid(), nullable=True))
    op.add_column(ARTICLES, sa.Column("stale_at", INSTANT, nullable=True))
    name = op.f(f"fk_{ARTICLES}_reviewed_by_id")
    op.create_foreign_key(name, ARTICLES, "persons", ["reviewed_by_id"], ["id"])
    op.create_index(
        op.f(f"ix_{ARTICLES}_reviewed_by_id"),
        ARTICLES,
        ["reviewed_by_id"],
        postgresql_where=sa.text("reviewed_by_id IS NOT NULL"),
    )
    topic = ["place_id", "topic", "published_at", "id"]
    op.create_index(
        f"ix_{ARTICLES}_place_id_topic_page", ARTICLES, topic, postgresql_where=PUBLISHED
    )
    unsaid = sa.text("state = 'published' AND stale_at IS NULL")
    op.create_index(f"ix_{ARTICLES}_stale", ARTICLES, ["review_on"], postgresql_where=unsaid)
    both = ["article_id", "edition"]
    name = op.f(f"fk_{FEEDBACK}_article_id_edition")
    op.create_foreign_key(name, FEEDBACK, "knowledge_editions", both, both)


def _misses() -> None:
    """Whose words were missed before, nobody knows: they count anew."""
    op.add_column(
        MISSES, sa.Column("seen", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column(
        MISSES, sa.Column("askers", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    for column in ("seen", "askers"):
        op.alter_column(MISSES, column, server_default=None)
    for level in LEVELS:
        op.drop_index(f"ix_{MISSES}_{level}_page", MISSES)
        op.create_index(
            f"ix_{MISSES}_{level}_page", MISSES, [level, "times", "id"], postgresql_where=MANY
        )
