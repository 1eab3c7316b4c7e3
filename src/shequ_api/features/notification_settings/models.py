from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class DistrictQuietHours(Base):
    """When no phone of a district is disturbed, but in an emergency."""

    __tablename__ = "district_quiet_hours"
    ownership = "district"
    __table_args__ = (
        CheckConstraint("starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439", name="minutes"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    starts: Mapped[int]
    """Minutes after midnight in China."""
    ends: Mapped[int]
    set_at: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)


class NotificationSettings(Base):
    """What a person wants carried out to WeChat, and when not; in the app all stands anyway."""

    __tablename__ = "notification_settings"
    ownership = "global"
    __table_args__ = (
        CheckConstraint(
            "(quiet_starts IS NULL) = (quiet_ends IS NULL)"
            " AND quiet_starts BETWEEN 0 AND 1439 AND quiet_ends BETWEEN 0 AND 1439",
            name="minutes",
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    choices: Mapped[dict[str, Any]]
    """Kind → whether; what is not there follows the role."""
    quiet_starts: Mapped[int | None]
    quiet_ends: Mapped[int | None]
    set_at: Mapped[datetime]
