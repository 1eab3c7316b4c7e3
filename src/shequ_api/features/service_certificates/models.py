from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

LISTED_BY = ("city_id", "district_id", "subdistrict_id", "community_id")


class ServiceCertificate(Base, Identified):
    """What an office certified. Only whether it holds, and how the name is shown, changes."""

    __tablename__ = "service_certificates"
    ownership = "district"
    kept = True
    __table_args__ = (
        *(
            Index(f"ix_service_certificates_{column}_page", column, "issued_at", "id")
            for column in LISTED_BY
        ),
        Index(
            "ix_service_certificates_holder_id_page",
            "holder_id",
            "issued_at",
            "id",
            postgresql_where=text("holder_id IS NOT NULL"),
        ),
        Index(
            "ix_service_certificates_organisation_id_page",
            "organisation_id",
            "issued_at",
            "id",
            postgresql_where=text("organisation_id IS NOT NULL"),
        ),
        Index(None, "issued_by_id"),
        Index(None, "revoked_by_id", postgresql_where=text("revoked_by_id IS NOT NULL")),
        CheckConstraint("num_nonnulls(holder_id, organisation_id) = 1", name="held"),
        CheckConstraint("name_shown IN ('full', 'masked')", name="name_shown"),
        CheckConstraint("revoked_for IN ('office', 'replaced', 'holder_gone')", name="revoked_for"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_for IS NULL)", name="revoked"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    service_title: Mapped[str]
    holder_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    holder_name: Mapped[str]
    name_shown: Mapped[str]
    """Of a person, to whoever checks it."""
    said: Mapped[str | None]
    """What else stands on it, in the words of its office."""
    stated: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default=text("'[]'"))
    """What its holder had filled in, as it was then: `label` and `value` of each line."""
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Whose office issued it."""
    office_name: Mapped[str]
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    valid_until: Mapped[date | None]
    """The last day, included; None: until it is revoked."""
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    revoked_for: Mapped[str | None]
    revocation_reason: Mapped[str | None]
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_certificates.id"))
