from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.base.register.models import SCOPED_BY
from shequ_api.kit.model import Base, Identified

LIVE = text("outcome <> 'withdrawn'")


class Statement(Base, Identified, Located):
    """What an answer of an inspection said of one fact of the register, and what became of it.

    The value stands in the answers alone; here is a keyed digest of it.
    """

    __tablename__ = "register_statements"
    ownership = "district"
    confidential = True
    __table_args__ = (
        *(
            Index(f"ix_register_statements_{column}_told", column, "outcome", "told_at", "id")
            for column in SCOPED_BY
        ),
        Index("ix_register_statements_micro_grid_id_whole", "micro_grid_id"),
        Index(None, "building_id"),
        Index(None, "place_id"),
        Index(None, "entry_id", postgresql_where=text("entry_id IS NOT NULL")),
        Index(None, "premises_id", postgresql_where=text("premises_id IS NOT NULL")),
        Index(
            "ix_register_statements_district_id_conflict", "district_id", "id",
            postgresql_where=text("outcome = 'conflict'"),
        ),
        Index(
            "uq_register_statements_live", "submission_id", "key", "entry_id", "premises_id",
            unique=True, postgresql_where=LIVE, postgresql_nulls_not_distinct=True,
        ),
        Index(None, "submission_id"),
        CheckConstraint("num_nonnulls(entry_id, premises_id) <= 1", name="one_subject"),
        CheckConstraint(
            "(decided_by_id IS NULL) OR (decided_at IS NOT NULL)", name="decided"
        ),
    )  # fmt: skip

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("form_submissions.id"))
    answers_number: Mapped[int]
    """Of the answers in which it stands."""
    pointer: Mapped[str]
    """JSON Pointer to the answer."""
    subject: Mapped[str]
    key: Mapped[str]
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("register_people.id"))
    premises_id: Mapped[UUID | None] = mapped_column(ForeignKey("register_premises.id"))
    """With neither it is about the place itself."""
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    said: Mapped[str]
    """The version that the fact has, or would have, by this answer."""
    observed_at: Mapped[datetime]
    told_at: Mapped[datetime]
    outcome: Mapped[str]
    reason: Mapped[str | None]
    """Why it is, or was, in conflict."""
    former_version: Mapped[str | None]
    """Of what was known before; None where nothing was, or nothing was changed."""
    former_source: Mapped[str | None]
    former_source_id: Mapped[UUID | None]
    former_verified_at: Mapped[datetime | None]
    former_verified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    note: Mapped[str | None]
    """Why it was decided so."""
