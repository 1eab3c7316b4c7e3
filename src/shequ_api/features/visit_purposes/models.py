from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class VisitPurpose(Base):
    """Why one visits (走访事由), what is filled in, and what a participant may see for it."""

    __tablename__ = "visit_purposes"
    ownership = "global"
    __table_args__ = (
        CheckConstraint("names_shown IN ('household', 'concerned', 'nobody')", name="names_shown"),
        CheckConstraint("kept_days BETWEEN 30 AND 3650", name="kept"),
        CheckConstraint("days_before BETWEEN 0 AND 7 AND days_after BETWEEN 0 AND 7", name="days"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    position: Mapped[int]
    form_keys: Mapped[list[Any]]
    """The forms that are filled in, where the plan says nothing else."""
    concerns_person: Mapped[bool]
    """About one of the household: the others are not told, unless it is planned for all."""
    refusable: Mapped[bool]
    """Whether it is off once somebody refuses."""
    refusal_means: Mapped[str]
    """As the residents read it."""
    names_shown: Mapped[str]
    shows_earlier: Mapped[bool]
    """Whether participants see what the forms said at this door the last time."""
    days_before: Mapped[int]
    days_after: Mapped[int]
    """From when until when participants see what the visit needs."""
    retired_at: Mapped[datetime | None]
    kept_days: Mapped[int]
    """How long what is written of such a visit, and who came, is kept after it."""
