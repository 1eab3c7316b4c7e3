from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.people.models import SCOPES
from shequ_api.kit.model import Base, Identified


class Absence(Base, Identified):
    """Days on which somebody does not serve under a posting; half-open, in China's days."""

    __tablename__ = "absences"
    ownership = "global"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="some_days"),
        ExcludeConstraint(
            ("posting_id", "="),
            (text("daterange(starts_on, ends_on)"), "&&"),
            name="ex_absences_same",
            where=text("cancelled_at IS NULL"),
        ),
        *(Index(f"ix_absences_{column}_page", column, "starts_on", "id") for column in SCOPES),
    )

    posting_id: Mapped[UUID] = mapped_column(ForeignKey("postings.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str | None]
    announced_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    announced_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class GridVacancy(Base, Identified):
    """A time in which nobody served a grid, as the clock noticed it."""

    __tablename__ = "grid_vacancies"
    ownership = "district"
    __table_args__ = (
        Index(
            "uq_grid_vacancies_open",
            "grid_id",
            unique=True,
            postgresql_where=text("filled_at IS NULL"),
        ),
        *(
            Index(
                f"ix_grid_vacancies_{column}_open",
                column,
                "since",
                "id",
                postgresql_where=text("filled_at IS NULL"),
            )
            for column in SCOPES
        ),
        Index(
            "ix_grid_vacancies_silent",
            "since",
            postgresql_where=text("filled_at IS NULL AND told_step < 3"),
        ),
        CheckConstraint("told_step BETWEEN 0 AND 3", name="step_known"),
        CheckConstraint("filled_at >= since", name="in_order"),
    )

    grid_id: Mapped[UUID] = mapped_column(ForeignKey("grids.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    since: Mapped[datetime]
    announced_at: Mapped[datetime | None]
    """When it had lasted so long that it was told first."""
    told_step: Mapped[int] = mapped_column(default=0, server_default="0")
    """How far up it was told: not yet, the community, its subdistrict, its district."""
    filled_at: Mapped[datetime | None]
    """Somebody serves there again, or the grid has ended."""
