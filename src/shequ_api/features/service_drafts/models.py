from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class ServiceDraft(Base, Identified):
    """What somebody began to fill in, under an id of the client's making."""

    __tablename__ = "service_drafts"
    ownership = "district"
    __table_args__ = (
        ForeignKeyConstraint(
            ["service_id", "edition"], ["service_editions.service_id", "service_editions.number"]
        ),
        Index("ix_service_drafts_owner_id_page", "owner_id", "begun_at", "id"),
        Index(
            "ix_service_drafts_applicant_id_awaited",
            "applicant_id",
            "begun_at",
            "id",
            postgresql_where=text("asked_at IS NOT NULL"),
        ),
        Index(None, "applicant_id", postgresql_where=text("applicant_id IS NOT NULL")),
        Index(None, "author_id"),
        Index(None, "kept_until"),
        CheckConstraint("num_nonnulls(applicant_id, organisation_id) = 1", name="one_applicant"),
        CheckConstraint("channel IN ('online', 'door', 'counter')", name="channel"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    service_id: Mapped[UUID]
    edition: Mapped[int]
    """By which it is filled in."""
    title: Mapped[str]
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Where the applicant is."""
    applicant_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    """In whose list it stands, and who goes on with it."""
    author_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    """Who wrote it last: the owner, or somebody who acts for them."""
    channel: Mapped[str]
    answers_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Field → answer, as JSON: what is not handed in yet is nobody else's to read."""
    asked_at: Mapped[datetime | None]
    """Since when the applicant is asked to confirm what was filled in for them."""
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    kept_until: Mapped[datetime]


class DraftPhoto(Base):
    """A photo or document of a material on a draft."""

    __tablename__ = "service_draft_photos"
    ownership = "district"
    __table_args__ = (Index(None, "file_id"),)

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("service_drafts.id"), primary_key=True)
    material: Mapped[str] = mapped_column(primary_key=True)
    """Its key in the guide; empty: named by the answers to the form."""
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int]
    handed_in_at: Mapped[datetime]
    """When the paper came first: taken over from an earlier application, when that was."""
