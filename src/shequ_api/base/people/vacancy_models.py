from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class VacancyRule(Base):
    """After how many days a district or city has vacancies told to whom, from one edition to the
    next; without days it follows those above again."""

    __tablename__ = "vacancy_rules"
    ownership = "global"
    append_only = True
    __table_args__ = (
        CheckConstraint(
            "(community_days IS NULL) = (subdistrict_days IS NULL)"
            " AND (community_days IS NULL) = (district_days IS NULL)",
            name="whole",
        ),
        CheckConstraint(
            "1 <= community_days AND community_days < subdistrict_days"
            " AND subdistrict_days < district_days AND district_days <= 60",
            name="in_order",
        ),
        CheckConstraint("version > 0", name="numbered"),
    )

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    community_days: Mapped[int | None]
    """Whole days after which the community's staff is told."""
    subdistrict_days: Mapped[int | None]
    """Of the same beginning: after which the subdistrict is told, too."""
    district_days: Mapped[int | None]
    set_at: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
