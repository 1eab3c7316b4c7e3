from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class Notice(Base, Identified):
    """What an office tells the people of some places and grids of its own."""

    __tablename__ = "notices"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_notices_{column}_page", column, "made_at", "id") for column in SCOPES),
        Index("ix_notices_ending", "expires_at", postgresql_where=text("state = 'published'")),
        CheckConstraint("category IN ('ordinary', 'important', 'emergency')", name="category"),
        CheckConstraint(
            "state IN ('draft', 'waiting', 'published', 'withdrawn', 'expired')", name="state"
        ),
        CheckConstraint("(published_at IS NULL) = (current_number IS NULL)", name="published"),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)"
            " AND (withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)",
            name="withdrawn",
        ),
        CheckConstraint("expires_at > begins_at", name="some_time"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """The place that issues it: a community, subdistrict or district."""
    category: Mapped[str]
    state: Mapped[str]
    public: Mapped[bool]
    """Shown to guests, too, who scan a code there."""
    asks_confirmation: Mapped[bool]
    begins_at: Mapped[datetime]
    """From when it is shown; of one that was published later, that instant."""
    expires_at: Mapped[datetime]
    made_at: Mapped[datetime]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    current_number: Mapped[int | None]
    """The edition that is shown."""
    touched: Mapped[int] = mapped_column(default=0)
    """Grows with what changes beside the row, so that its version does."""
    published_at: Mapped[datetime | None]
    """When its first edition was."""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    withdrawal_reason: Mapped[str | None]


class NoticeEdition(Base):
    """The words of a notice, from one correction to the next."""

    __tablename__ = "notice_editions"
    ownership = "district"
    __table_args__ = (
        Index(
            "uq_notice_editions_open",
            "notice_id",
            unique=True,
            postgresql_where=text("published_at IS NULL"),
        ),
        # What nobody touches for long is let go.
        Index(
            "ix_notice_editions_untouched",
            "touched_at",
            postgresql_where=text("published_at IS NULL"),
        ),
        CheckConstraint("state IN ('draft', 'waiting', 'published')", name="state"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
        CheckConstraint("(number = 1) = (change_note IS NULL)", name="says_what_changed"),
        # Who wrote or submitted it is not who passed it.
        CheckConstraint(
            "passed_by_id IS NULL"
            " OR (passed_by_id <> author_id AND passed_by_id <> submitted_by_id)",
            name="second_person",
        ),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    state: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    change_note: Mapped[str | None]
    """What changed since the edition before."""
    author_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    """Who wrote it last."""
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    passed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    returned_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    return_note: Mapped[str | None]
    """Why the reviewer gave it back."""
    touched_at: Mapped[datetime]
    """When it was last written, submitted, given back or recalled."""
    published_at: Mapped[datetime | None]


class NoticeFile(Base):
    """A photo or a document of an edition. (The table is of when there were photos alone.)"""

    __tablename__ = "notice_photos"
    ownership = "district"
    __table_args__ = (
        ForeignKeyConstraint(
            ["notice_id", "number"], ["notice_editions.notice_id", "notice_editions.number"]
        ),
        Index(None, "file_id"),
    )

    notice_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int]


class NoticeTarget(Base):
    """Where those are whom a notice is addressed to, and which of them."""

    __tablename__ = "notice_targets"
    ownership = "district"
    __table_args__ = (
        # What is shown, newest first, to whoever belongs there: the readers' only way to a notice.
        Index(
            "ix_notice_targets_shown",
            "target_id",
            "audience",
            "begins_at",
            "notice_id",
            postgresql_where=text("shown"),
        ),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    target_id: Mapped[UUID] = mapped_column(primary_key=True)
    """A place or a grid."""
    audience: Mapped[str] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    scope_column: Mapped[str]
    """The located column that says who belongs to the target."""
    name: Mapped[str]
    """Of the target, as it was called."""
    # Beside each target what its list is filtered by, so that what is over is never passed.
    shown: Mapped[bool] = mapped_column(default=False)
    public: Mapped[bool]
    begins_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    number: Mapped[int | None]
    """The edition that is shown: who read an earlier one has something to read again."""


class NoticeReceipt(Base):
    """That a person read a notice, up to which edition, and confirmed it."""

    __tablename__ = "notice_receipts"
    ownership = "district"
    __table_args__ = (
        Index(None, "person_id"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_number IS NULL)", name="confirmed"),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[int]
    """The last edition that was read."""
    read_at: Mapped[datetime]
    """When it was read first."""
    confirmed_number: Mapped[int | None]
    confirmed_at: Mapped[datetime | None]
