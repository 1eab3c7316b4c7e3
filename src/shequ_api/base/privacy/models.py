from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class Erasure(Base, Identified):
    """That a person asked to be forgotten; done once the cooling-off time is over."""

    __tablename__ = "erasures"
    ownership = "global"
    kept = True
    __table_args__ = (
        Index(
            "uq_erasures_live",
            "person_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(
            "ix_erasures_due",
            "due_at",
            postgresql_where=text("withdrawn_at IS NULL AND announced_at IS NULL"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    requested_at: Mapped[datetime]
    due_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    """When the jobs that do it were made: from here on it cannot be withdrawn."""
    done_at: Mapped[datetime | None]
