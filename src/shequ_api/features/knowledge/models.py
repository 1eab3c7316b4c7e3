from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

LISTED_BY = ("city_id", "district_id", "subdistrict_id", "community_id")


class KnowledgeArticle(Base, Identified):
    """An answer of an office, as it stands now. A city's is nobody's district: it is global."""

    __tablename__ = "knowledge_articles"
    ownership = "global"
    kept = True
    __table_args__ = (
        *(
            Index(f"ix_knowledge_articles_{column}_page", column, "made_at", "id")
            for column in LISTED_BY
        ),
        *(
            Index(
                f"ix_knowledge_articles_{column}_review",
                column,
                "review_on",
                "id",
                postgresql_where=text("state = 'published'"),
            )
            for column in LISTED_BY
        ),
        Index(
            "ix_knowledge_articles_place_id_page",
            "place_id",
            "published_at",
            "id",
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "ix_knowledge_articles_place_id_topic_page",
            *("place_id", "topic", "published_at", "id"),
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "ix_knowledge_articles_stale",
            "review_on",
            postgresql_where=text("state = 'published' AND stale_at IS NULL"),
        ),
        Index(None, "made_by_id"),
        Index(None, "reviewed_by_id", postgresql_where=text("reviewed_by_id IS NOT NULL")),
        CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
        CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="published"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Whose office keeps it, and in all of which it is read."""
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """For whom the posting stood that wrote it."""
    state: Mapped[str]
    edition: Mapped[int]
    question: Mapped[str]
    alternatives: Mapped[list[str]] = mapped_column(ARRAY(Text))
    body: Mapped[str]
    topic: Mapped[str]
    source_name: Mapped[str]
    source_reference: Mapped[str | None]
    source_url: Mapped[str | None]
    review_on: Mapped[date]
    """By then its office looks whether it still holds."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    published_at: Mapped[datetime | None]
    reviewed_edition: Mapped[int | None]
    """Of which edition somebody last said that it holds."""
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    stale_at: Mapped[datetime | None]
    """Since when it was said that its day has passed; None once there is another."""


class KnowledgeEdition(Base):
    """The words of an article as they were; of the newest edition, as they are."""

    __tablename__ = "knowledge_editions"
    ownership = "global"
    append_only = True
    __table_args__ = (Index(None, "written_by_id"),)

    article_id: Mapped[UUID] = mapped_column(ForeignKey("knowledge_articles.id"), primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    alternatives: Mapped[list[str]] = mapped_column(ARRAY(Text))
    body: Mapped[str]
    topic: Mapped[str]
    source_name: Mapped[str]
    source_reference: Mapped[str | None]
    source_url: Mapped[str | None]
    written_at: Mapped[datetime]
    written_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class KnowledgeTerm(Base):
    """By what a published article is found at its place, and how much that weighs in it. Its index
    is read alone: place by place, term by term, the weightiest first."""

    __tablename__ = "knowledge_terms"
    ownership = "global"
    __table_args__ = (
        Index(
            "ix_knowledge_terms_read",
            "place_id",
            "term",
            "weight",
            postgresql_include=["article_id"],
        ),
    )

    article_id: Mapped[UUID] = mapped_column(ForeignKey("knowledge_articles.id"), primary_key=True)
    term: Mapped[str] = mapped_column(primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    weight: Mapped[int]


class KnowledgeFeedback(Base):
    """What somebody says of an edition: of the one that they read."""

    __tablename__ = "knowledge_feedback"
    ownership = "global"
    __table_args__ = (
        Index(None, "person_id"),
        ForeignKeyConstraint(
            ["article_id", "edition"],
            ["knowledge_editions.article_id", "knowledge_editions.edition"],
        ),
        CheckConstraint("verdict IN ('helpful', 'not_helpful', 'wrong')", name="verdict"),
    )

    article_id: Mapped[UUID] = mapped_column(ForeignKey("knowledge_articles.id"), primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    verdict: Mapped[str]
    given_at: Mapped[datetime]
