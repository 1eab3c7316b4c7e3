from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class ReleaseReason(StrEnum):
    """Why a number left its holder."""

    CHANGED = "changed"
    UNBOUND = "unbound"
    TAKEN_OVER = "taken_over"
    """Recycled: its new owner signed in with it."""
    MERGED = "merged"
    """Two accounts became one, which keeps one number."""


class PhoneBinding(Base, Identified):
    """That a number was a person's, from when until when, and why no longer."""

    __tablename__ = "phone_bindings"
    ownership = "global"
    __table_args__ = (
        Index(
            "uq_phone_bindings_live",
            "phone_index",
            unique=True,
            postgresql_where=text("released_at IS NULL"),
        ),
        Index(None, "phone_index"),
        CheckConstraint("(released_at IS NULL) = (released_for IS NULL)", name="whole_release"),
        CheckConstraint(
            "released_for IN ('changed', 'unbound', 'taken_over', 'merged')", name="released_for"
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    phone_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes] = mapped_column(LargeBinary)
    bound_at: Mapped[datetime | None]
    """None: it was bound before this history began."""
    released_at: Mapped[datetime | None]
    released_for: Mapped[str | None]


class MergeCode(Base):
    """The short-lived word by which an account agrees to become part of another; hashed."""

    __tablename__ = "merge_codes"
    ownership = "global"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    """One at a time: a new code makes the last one void."""
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PersonMerge(Base, Identified):
    """That one account became part of another: by whose hand, and what was resolved how."""

    __tablename__ = "person_merges"
    ownership = "global"
    append_only = True

    kept_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), unique=True)
    merged_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    merged_at: Mapped[datetime]
    told: Mapped[list[Any]]
    """The sentences that the person was told."""


class PersonDisabling(Base, Identified):
    """That an account was shut, by whom and why, and by whom opened again."""

    __tablename__ = "person_disablings"
    ownership = "global"
    __table_args__ = (
        Index(
            "uq_person_disablings_live",
            "person_id",
            unique=True,
            postgresql_where=text("enabled_at IS NULL"),
        ),
        CheckConstraint(
            "(enabled_at IS NULL) = (enabled_by_id IS NULL)"
            " AND (enabled_at IS NULL) = (enabled_for IS NULL)",
            name="whole_enabling",
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    reason: Mapped[str]
    disabled_at: Mapped[datetime]
    disabled_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    enabled_at: Mapped[datetime | None]
    enabled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    enabled_for: Mapped[str | None]
