from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class CalendarDay(Base):
    """A day that is not what its weekday says: a holiday, or a weekend day that is worked."""

    __tablename__ = "calendar_days"
    ownership = "global"
    __table_args__ = (
        CheckConstraint("kind IN ('holiday', 'workday')", name="kind"),
        CheckConstraint("source IN ('notice', 'statute', 'office')", name="source"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    """In China's calendar."""
    kind: Mapped[str]
    title: Mapped[str]
    source: Mapped[str]
