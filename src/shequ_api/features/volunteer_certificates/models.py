from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class VolunteerCertificate(Base, Identified):
    """What somebody's hours were when it was issued. Only whether it holds changes."""

    __tablename__ = "volunteer_certificates"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index("ix_volunteer_certificates_person_id_page", "person_id", "issued_at", "id"),
        Index(
            "ix_volunteer_certificates_valid",
            "account_id",
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("name_shown IN ('full', 'masked')", name="name_shown"),
        CheckConstraint("minutes > 0 AND services > 0", name="counted"),
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint(
            "withdrawn_for IN ('holder', 'replaced', 'hours_reversed', 'account_gone')",
            name="withdrawn_for",
        ),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_for IS NULL)", name="withdrawn"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer_accounts.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    """As it stands on the paper."""
    name_shown: Mapped[str]
    issued_at_name: Mapped[str]
    """The district that issued it."""
    minutes: Mapped[int]
    services: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    issued_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_for: Mapped[str | None]
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("volunteer_certificates.id"))
