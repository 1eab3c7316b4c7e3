from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

SCOPES = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "compound_id",
    "micro_grid_id",
)
DAYS = text("daterange(starts_on, ends_on)")
UNTOLD = text("ending_told_at IS NULL")


class PropertyFirm(Base, Identified):
    """A firm that manages compounds, known by its unified social credit code."""

    __tablename__ = "property_firms"
    ownership = "global"
    kept = True

    credit_code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    recorded_at: Mapped[datetime]


class PropertyContract(Base, Identified, Located):
    """By which a firm manages a compound, from a day until before another."""

    __tablename__ = "property_contracts"
    ownership = "district"
    kept = True
    __table_args__ = (
        ExcludeConstraint(("compound_id", "="), (DAYS, "&&"), name="ex_property_contracts_days"),
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        *(Index(f"ix_property_contracts_{c}_ending", c, "ends_on", "id") for c in SCOPES),
        Index("ix_property_contracts_untold", "ends_on", "id", postgresql_where=UNTOLD),
    )

    firm_id: Mapped[UUID] = mapped_column(ForeignKey("property_firms.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """Half-open. On its first day ended, it never was."""
    contact_name: Mapped[str | None]
    contact_phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    end_reason: Mapped[str | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    ending_told_at: Mapped[datetime | None]

    firm: Mapped[PropertyFirm] = relationship(lazy="raise")


class ModePeriod(Base, Identified):
    """How the firm of a compound is paid, from a day on."""

    __tablename__ = "management_modes"
    ownership = "district"
    kept = True
    __table_args__ = (
        ExcludeConstraint(("compound_id", "="), (DAYS, "&&"), name="ex_management_modes_days"),
        CheckConstraint("mode IN ('lump_sum', 'remuneration', 'trust')", name="mode"),
        CheckConstraint("ends_on IS NULL OR starts_on < ends_on", name="some_days"),
    )

    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    mode: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class Committee(Base, Identified, Located):
    """One term of the owners' committee, or of the compound committee that stands in for it."""

    __tablename__ = "committees"
    ownership = "district"
    kept = True
    __table_args__ = (
        ExcludeConstraint(
            ("compound_id", "="), ("kind", "="), (DAYS, "&&"), name="ex_committees_days"
        ),
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        CheckConstraint("kind IN ('owners_committee', 'compound_committee')", name="kind"),
        *(Index(f"ix_committees_{c}_ending", c, "ends_on", "id") for c in SCOPES),
        Index("ix_committees_untold", "ends_on", "id", postgresql_where=UNTOLD),
    )

    kind: Mapped[str]
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    end_reason: Mapped[str | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    ending_told_at: Mapped[datetime | None]


class CommitteeMember(Base, Identified):
    """Somebody who speaks for the owners, in an office, for some days of a term."""

    __tablename__ = "committee_members"
    ownership = "district"
    kept = True
    __table_args__ = (
        ExcludeConstraint(
            ("committee_id", "="), ("name", "="), (DAYS, "&&"), name="ex_committee_members_days"
        ),
        ExcludeConstraint(
            ("committee_id", "="),
            (DAYS, "&&"),
            name="ex_committee_members_director",
            where=text("title = 'director'"),
        ),
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        CheckConstraint(
            "title IN ('director', 'deputy_director', 'secretary', 'member')", name="title"
        ),
    )

    committee_id: Mapped[UUID] = mapped_column(ForeignKey("committees.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    name: Mapped[str]
    title: Mapped[str]
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))

    committee: Mapped[Committee] = relationship(lazy="raise")
