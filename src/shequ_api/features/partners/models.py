from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.blocks.workflow.models import Case
from shequ_api.features.partner_terms.public import PartnerTerms
from shequ_api.features.partners.flow import BEFORE_ACCEPTANCE, PartnerState
from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
_STATES = ", ".join(f"'{state}'" for state in PartnerState)
_BEFORE = ", ".join(f"'{state}'" for state in BEFORE_ACCEPTANCE)
_WAITING = text("state IN ('applied', 'more_needed')")
_SIGNED = text("signed_at IS NOT NULL")
_OFFERED = text("signed_at IS NULL AND withdrawn_at IS NULL")
AGREED_DAYS = text("daterange(starts_on, coalesce(cut_on, ends_on), '[]')")


class Partner(Base, Identified):
    """An individual, a group or a business that supplies, or wants to supply, one community."""

    __tablename__ = "partners"
    ownership = "district"
    kept = True
    __table_args__ = (
        *(Index(f"ix_partners_{column}_page", column, "applied_at", "id") for column in SCOPES),
        Index(None, "applicant_id", "applied_at", "id"),
        Index(
            "uq_partners_applicant_id",
            "applicant_id",
            "community_id",
            unique=True,
            postgresql_where=_WAITING,
        ),
        Index(
            "uq_partners_organisation_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("organisation_id IS NOT NULL AND state <> 'ended'"),
        ),
        Index(None, "organisation_id", postgresql_where=text("organisation_id IS NOT NULL")),
        Index("ix_partners_active", "id", postgresql_where=text("state = 'active'")),
        Index(None, "licence_file_id", postgresql_where=text("licence_file_id IS NOT NULL")),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("partner_kind IN ('individual', 'group', 'business')", name="kind"),
        CheckConstraint(
            f"(organisation_id IS NULL) = (state IN ({_BEFORE}))", name="has_organisation"
        ),
        CheckConstraint("(suspended_at IS NOT NULL) = (state = 'suspended')", name="suspended"),
        CheckConstraint("(ended_at IS NOT NULL) = (state = 'ended')", name="ended"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    state: Mapped[str]
    """The case's, so that lists need no look at the case."""
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """For which its people hold their postings; from its acceptance on."""
    partner_kind: Mapped[str]
    name: Mapped[str]
    offers: Mapped[str]
    """What they supply, in their words."""
    address: Mapped[str]
    contact_name: Mapped[str]
    contact_phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    shows_contact: Mapped[bool]
    """Whether residents see name and number of the contact."""
    licence_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))
    applicant_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    applied_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(lazy="raise")


class PartnerAgreement(Base, Identified):
    """What a partner was offered to sign, and signed."""

    __tablename__ = "partner_agreements"
    ownership = "district"
    kept = True
    __table_args__ = (
        UniqueConstraint("partner_id", "number"),
        Index(
            "uq_partner_agreements_partner_id_offered",
            "partner_id",
            unique=True,
            postgresql_where=_OFFERED,
        ),
        ExcludeConstraint(
            ("partner_id", "="),
            (AGREED_DAYS, "&&"),
            name="ex_partner_agreements_days",
            where=_SIGNED,
        ),
        CheckConstraint("starts_on <= ends_on", name="some_days"),
        CheckConstraint("cut_on BETWEEN starts_on AND ends_on", name="cut"),
        CheckConstraint("fen_per_100_points BETWEEN 0 AND 1000000", name="rate"),
        CheckConstraint("settlement_period IN ('month', 'quarter', 'year')", name="period"),
        CheckConstraint("num_nonnulls(signed_at, signed_by_id) IN (0, 2)", name="signed"),
        CheckConstraint("num_nonnulls(withdrawn_at, withdrawn_by_id) IN (0, 2)", name="withdrawn"),
        CheckConstraint("signed_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        CheckConstraint("signed_by_id <> offered_by_id", name="two_sides"),
    )

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[int]
    terms_id: Mapped[UUID] = mapped_column(ForeignKey("partner_terms.id"))
    fen_per_100_points: Mapped[int]
    """What the community pays the partner for points of residents; 0: it gives them."""
    settlement_period: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day, included."""
    cut_on: Mapped[date | None]
    """Its last day, where another one took over before."""
    offered_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    offered_at: Mapped[datetime]
    signed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    signed_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    withdrawn_at: Mapped[datetime | None]

    partner: Mapped[Partner] = relationship(lazy="raise")
    terms: Mapped[PartnerTerms] = relationship(lazy="raise")
