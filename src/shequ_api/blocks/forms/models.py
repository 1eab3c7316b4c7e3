from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class Form(Base, Identified):
    """A form, whose meaning lies in its versions."""

    __tablename__ = "forms"
    ownership = "global"

    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    created_at: Mapped[datetime]


class FormVersion(Base, Identified):
    """One version of a form: a draft may change, a published one never does."""

    __tablename__ = "form_versions"
    ownership = "global"
    __table_args__ = (
        UniqueConstraint("form_id", "number"),
        Index(
            "uq_form_versions_draft",
            "form_id",
            unique=True,
            postgresql_where=text("published_at IS NULL"),
        ),
        CheckConstraint("number >= 1", name="counted"),
    )

    form_id: Mapped[UUID] = mapped_column(ForeignKey("forms.id"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    drafted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    drafted_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class Submission(Base, Identified):
    """Answers to one published version, under an id of the client's making. Never changed."""

    __tablename__ = "form_submissions"
    ownership = "district"
    append_only = True

    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_versions.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    answers: Mapped[dict[str, Any]]
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    submitted_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    filled_at: Mapped[datetime]
    """By the device's clock."""
    received_at: Mapped[datetime]
    based_on: Mapped[list[Any] | None]
    """The versions of what was known when it was filled in, as the client had loaded them."""


class SubmissionEdit(Base):
    """Later answers of a submission, with who corrected them and why. Never changed."""

    __tablename__ = "form_submission_edits"
    ownership = "district"
    append_only = True
    __table_args__ = (CheckConstraint("number >= 2", name="counted"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("form_submissions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """2, 3… : the submission itself is the first."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    answers: Mapped[dict[str, Any]]
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str]
    edited_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    edited_at: Mapped[datetime]


class SealedAnswers(Base):
    """The answers of one version of a submission that are personal, until they are forgotten."""

    __tablename__ = "form_sealed_answers"
    ownership = "district"
    __table_args__ = (CheckConstraint("number >= 1", name="counted"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("form_submissions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Field → answer, and section → rows of such, as JSON."""


class ChoiceList(Base):
    """One version of a list of choices that many forms take over. Never changed."""

    __tablename__ = "form_choice_lists"
    ownership = "global"
    append_only = True
    __table_args__ = (
        Index(None, "place_id"),
        CheckConstraint("number >= 1", name="counted"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    """The community or district that keeps it; None: shipped, for all."""
    title: Mapped[str]
    choices: Mapped[list[Any]]
    written_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    written_at: Mapped[datetime]
