from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

LISTED_BY = ("city_id", "district_id", "subdistrict_id", "community_id")


class ServiceItem(Base, Identified):
    """A service of an office: its guide as it is being written, and as it was published last. A
    city's is nobody's district: it is global."""

    __tablename__ = "services"
    ownership = "global"
    kept = True
    __table_args__ = (
        *(Index(f"ix_services_{column}_page", column, "made_at", "id") for column in LISTED_BY),
        Index(
            "ix_services_place_id_offered",
            "place_id",
            "position",
            "id",
            postgresql_where=text("state = 'published'"),
        ),
        Index(None, "made_by_id"),
        Index(None, "drafted_by_id"),
        CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
        CheckConstraint("(published IS NULL) = (edition = 0)", name="editions"),
        CheckConstraint("(state = 'draft') = (edition = 0)", name="published"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Whose office keeps it, and in all of which it is offered."""
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    state: Mapped[str]
    draft: Mapped[dict[str, Any]]
    """`ServiceGuide`, as JSON."""
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    edition: Mapped[int] = mapped_column(default=0)
    """The number of what is published; 0: nothing yet."""
    published: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str | None]
    # Of the guide, as it stands for readers (before the first publication: as it is drafted).
    title: Mapped[str]
    provider: Mapped[str]
    theme: Mapped[str]
    applicants: Mapped[list[str]] = mapped_column(ARRAY(Text))
    position: Mapped[int]
    terms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """By which it is found: signs, pairs and sounds of title and aliases (`kit.chinese`)."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class ServiceEdition(Base):
    """A guide as it was published. Never changed."""

    __tablename__ = "service_editions"
    ownership = "global"
    append_only = True
    __table_args__ = (
        Index(None, "published_by_id"),
        Index(None, "form_version_id", postgresql_where=text("form_version_id IS NOT NULL")),
    )

    service_id: Mapped[UUID] = mapped_column(ForeignKey("services.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    guide: Mapped[dict[str, Any]]
    form_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("form_versions.id"))
    """What an applicant fills in; None: nothing but the materials."""
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
