from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

LISTED_BY = ("city_id", "district_id", "subdistrict_id", "community_id", "compound_id")
PUBLISHED = text("state = 'published'")


class DisclosureCategory(Base, Identified):
    """What is laid open, by its kind: for all districts, or one's own."""

    __tablename__ = "disclosure_categories"
    ownership = "global"
    kept = True
    __table_args__ = (
        Index(
            "uq_disclosure_categories_shipped",
            "code",
            unique=True,
            postgresql_where=text("owner_id IS NULL"),
        ),
        Index(
            "uq_disclosure_categories_owned",
            "owner_id",
            "code",
            unique=True,
            postgresql_where=text("owner_id IS NOT NULL"),
        ),
        CheckConstraint("least_days BETWEEN 1 AND 366", name="least_days"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    """The district whose own it is; None: every district has it."""
    code: Mapped[str]
    title: Mapped[str]
    position: Mapped[int]
    needs_second: Mapped[bool]
    """Whoever wrote the words does not publish them."""
    least_days: Mapped[int | None]
    """For how many days something of it is shown at least."""
    retired_at: Mapped[datetime | None]


class Disclosure(Base, Identified):
    """What a place lays open."""

    __tablename__ = "disclosures"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_disclosures_{column}_page", column, "made_at", "id") for column in LISTED_BY),
        *(
            Index(f"ix_disclosures_{column}_state", column, "state", "made_at", "id")
            for column in LISTED_BY
        ),
        # What is shown at a place, newest first: the readers' way, category by category or not.
        Index("ix_disclosures_shown", "place_id", "shown_from", "id", postgresql_where=PUBLISHED),
        Index(
            "ix_disclosures_category_shown",
            "place_id",
            "category_id",
            "shown_from",
            "id",
            postgresql_where=PUBLISHED,
        ),
        Index(
            "uq_disclosures_origin",
            "origin",
            "subject_id",
            unique=True,
            postgresql_where=text("origin IS NOT NULL"),
        ),
        CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
        CheckConstraint(
            "(state = 'draft') = (number IS NULL) AND (number IS NULL) = (shown_from IS NULL)",
            name="published",
        ),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn"),
        CheckConstraint("shown_until > shown_from", name="some_time"),
        CheckConstraint("(origin IS NULL) = (subject_id IS NULL)", name="origin"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    compound_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Whose affair it is, and in all of which it is read."""
    category_id: Mapped[UUID] = mapped_column(ForeignKey("disclosure_categories.id"))
    state: Mapped[str]
    number: Mapped[int | None]
    """The edition that is shown."""
    touched: Mapped[int] = mapped_column(default=0)
    """Grows with what changes beside the row, so that its version does."""
    shown_from: Mapped[datetime | None]
    shown_until: Mapped[datetime | None]
    """Half-open; None: until it is withdrawn."""
    made_at: Mapped[datetime]
    origin: Mapped[str | None]
    """The feature that told it, by its name; None where somebody wrote it."""
    subject_id: Mapped[UUID | None]
    """What that feature told of."""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    withdrawal_reason: Mapped[str | None]


class DisclosureWords:
    """What is said, and until when one may object to it."""

    title: Mapped[str]
    text: Mapped[str]
    answered_by: Mapped[str]
    """Who answers for it: an office, a committee, a firm."""
    shown_until: Mapped[datetime | None]
    objections_until: Mapped[datetime | None]
    objections_to: Mapped[str | None]
    """With whom one objects, and how."""
    change_note: Mapped[str | None]
    """What changed since the edition before."""


class DisclosureDraft(Base, DisclosureWords):
    """The words of the next edition, as long as they are written."""

    __tablename__ = "disclosure_drafts"
    ownership = "district"
    __table_args__ = (
        Index(None, "written_by_id"),
        CheckConstraint("(number = 1) = (change_note IS NULL)", name="says_what_changed"),
    )

    disclosure_id: Mapped[UUID] = mapped_column(ForeignKey("disclosures.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[int]
    """Of the edition that it is to become."""
    shown_from: Mapped[datetime | None]
    """Wished for; None: as soon as it is published."""
    written_at: Mapped[datetime]
    written_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class DisclosureEdition(Base, DisclosureWords):
    """The words as they were shown from one correction to the next."""

    __tablename__ = "disclosure_editions"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "written_by_id", postgresql_where=text("written_by_id IS NOT NULL")),
        Index(None, "published_by_id", postgresql_where=text("published_by_id IS NOT NULL")),
        CheckConstraint("(number = 1) = (change_note IS NULL)", name="says_what_changed"),
        CheckConstraint(
            "NOT needed_second OR published_by_id <> written_by_id", name="second_person"
        ),
        CheckConstraint("(written_by_id IS NULL) = (published_by_id IS NULL)", name="signed"),
    )

    disclosure_id: Mapped[UUID] = mapped_column(ForeignKey("disclosures.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    needed_second: Mapped[bool]
    """As its category said then."""
    written_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None where another feature told it."""
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


class DisclosureFile(Base):
    """A photo or document of an edition, or of the draft that is to become one. (The table is of
    when there were photos alone.)"""

    __tablename__ = "disclosure_photos"
    ownership = "district"
    __table_args__ = (Index(None, "file_id"),)

    disclosure_id: Mapped[UUID] = mapped_column(ForeignKey("disclosures.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int]
