from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class NoticeReminder(Base):
    """That those who had not read a notice were told of it again."""

    __tablename__ = "notice_reminders"
    ownership = "district"
    append_only = True

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    reminded_at: Mapped[datetime] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[int]
    reminded_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
