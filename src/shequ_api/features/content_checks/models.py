from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from shequ_api.features.content_checks.states import ContentState
from shequ_api.kit.model import Base, Identified, Versioned

LEVELS = ("city_id", "district_id", "subdistrict_id", "community_id")
STATES = ", ".join(f"'{state}'" for state in ContentState)
QUEUED = text("state = 'review' OR (appealed_at IS NOT NULL AND appeal_decided_at IS NULL)")
"""What people are to judge."""
DUE = text("state = 'pending'")


class ContentCheck(Base, Identified):
    """Whether one content may be shown; its text and pictures stay where they are."""

    __tablename__ = "content_checks"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        *(
            Index(
                f"ix_content_checks_{level}_queued",
                level,
                "written_at",
                "id",
                postgresql_where=QUEUED,
            )
            for level in LEVELS
        ),
        Index("ix_content_checks_due", "next_at", postgresql_where=DUE),
        Index(
            "ix_content_checks_author_id_page",
            "author_id",
            "written_at",
            "id",
            postgresql_where=text("author_id IS NOT NULL"),
        ),
        Index(
            "ix_content_checks_author_index_page",
            "author_index",
            "written_at",
            "id",
            postgresql_where=text("author_index IS NOT NULL"),
        ),
        CheckConstraint("author_id IS NULL OR author_index IS NULL", name="one_author"),
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint(f"text_state IN ({STATES})", name="text_state"),
    )

    kind: Mapped[str]
    subject_id: Mapped[UUID]
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None: somebody who wrote without a name, or staff for somebody without an account."""
    author_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Instead, of somebody who wrote without a name: by which they alone find it."""
    by_staff: Mapped[bool]
    state: Mapped[str]
    text_state: Mapped[str]
    label: Mapped[int | None]
    """The platform's, of the worst part."""
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text))
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime]
    """When the errand sees to it next, while it is pending."""
    written_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None]
    appeal: Mapped[str | None]
    appealed_at: Mapped[datetime | None]
    appeal_decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    appeal_decided_at: Mapped[datetime | None]
    appeal_note: Mapped[str | None]


class CheckedPicture(Base):
    """A picture or a spoken message of a content; the platform's answer names its trace."""

    __tablename__ = "content_check_pictures"
    ownership = "district"
    __table_args__ = (
        Index(None, "file_id"),
        Index(
            "uq_content_check_pictures_trace_id",
            "trace_id",
            unique=True,
            postgresql_where=text("trace_id IS NOT NULL"),
        ),
        CheckConstraint(f"state IN ({STATES})", name="state"),
    )

    check_id: Mapped[UUID] = mapped_column(ForeignKey("content_checks.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    state: Mapped[str]
    label: Mapped[int | None]
    trace_id: Mapped[str | None]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """When the platform's answer came: the first one counts."""

    check: Mapped[ContentCheck] = relationship(lazy="raise")


class SensitiveWord(Base, Identified, Versioned):
    """A word of a district's or city's own list: for people to look at, or to hide at once."""

    __tablename__ = "sensitive_words"
    ownership = "global"
    __table_args__ = (
        *(
            Index(f"ix_sensitive_words_{level}_page", level, "added_at", "id")
            for level in ("city_id", "district_id")
        ),
        Index(
            "uq_sensitive_words_place_id",
            "place_id",
            "folded",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("verdict IN ('review', 'risky')", name="verdict"),
    )

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    word: Mapped[str]
    folded: Mapped[str]
    """As texts are folded before they are searched."""
    verdict: Mapped[str]
    added_at: Mapped[datetime]
    added_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
