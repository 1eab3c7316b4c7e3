from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.features.service_applications.flow import OPEN, ApplicationState
from shequ_api.kit.model import Base, Identified

LISTED_BY = ("city_id", "district_id", "subdistrict_id", "community_id")
_OPEN = ", ".join(f"'{state}'" for state in OPEN)
_STATES = ", ".join(f"'{state}'" for state in ApplicationState)
_ONE = "exclusive AND ended_at IS NULL"


class ServiceApplication(Base, Identified):
    """What somebody applied for, and where it stands. It belongs to the office that keeps the
    service: the columns of its places are the keeper's, but for the applicant's district."""

    __tablename__ = "service_applications"
    ownership = "district"
    kept = True
    __table_args__ = (
        ForeignKeyConstraint(
            ["service_id", "edition"], ["service_editions.service_id", "service_editions.number"]
        ),
        *(
            Index(f"ix_service_applications_{column}_page", column, "submitted_at", "id")
            for column in LISTED_BY
        ),
        *(
            Index(f"ix_service_applications_{column}_state", column, "state", "submitted_at", "id")
            for column in LISTED_BY
        ),
        *(
            Index(
                f"ix_service_applications_{column}_due",
                column,
                "due_at",
                "id",
                postgresql_where=text("due_at IS NOT NULL"),
            )
            for column in LISTED_BY
        ),
        Index(
            "ix_service_applications_handler_id_open",
            "handler_id",
            "submitted_at",
            "id",
            postgresql_where=text("ended_at IS NULL AND handler_id IS NOT NULL"),
        ),
        Index("ix_service_applications_owner_id_page", "owner_id", "submitted_at", "id"),
        Index(
            "ix_service_applications_applicant_id",
            "applicant_id",
            postgresql_where=text("applicant_id IS NOT NULL"),
        ),
        Index(
            "ix_service_applications_organisation_id_page",
            "organisation_id",
            "submitted_at",
            "id",
            postgresql_where=text("organisation_id IS NOT NULL"),
        ),
        Index(
            "ix_service_applications_filed_by_id_page",
            "filed_by_id",
            "submitted_at",
            "id",
            postgresql_where=text("filed_by_id IS NOT NULL"),
        ),
        Index(
            "uq_service_applications_applicant_id_open",
            "applicant_id",
            "service_id",
            unique=True,
            postgresql_where=text(_ONE),
        ),
        Index(
            "uq_service_applications_organisation_id_open",
            "organisation_id",
            "service_id",
            unique=True,
            postgresql_where=text(_ONE),
        ),
        Index(
            "ix_service_applications_answer_by",
            "answer_by",
            postgresql_where=text("answer_by IS NOT NULL"),
        ),
        Index(
            "ix_service_applications_overdue",
            "due_at",
            postgresql_where=text("due_at IS NOT NULL AND overdue_told_at IS NULL"),
        ),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("num_nonnulls(applicant_id, organisation_id) = 1", name="one_applicant"),
        CheckConstraint(f"(ended_at IS NULL) = (state IN ({_OPEN}))", name="ended"),
        CheckConstraint("channel IN ('online', 'door', 'counter')", name="channel"),
        CheckConstraint("(due_at IS NULL) OR state = 'accepted'", name="due"),
        CheckConstraint(
            "(answer_by IS NOT NULL) = (state IN ('returned', 'suspended'))", name="answered"
        ),
        CheckConstraint("round >= 1", name="counted"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    """By which people speak of it: `B`, the day in China, a serial number, a check digit."""
    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    state: Mapped[str]
    """The case's, so that lists need no look at the case."""
    service_id: Mapped[UUID]
    edition: Mapped[int]
    title: Mapped[str]
    """The service's, by that edition."""
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """The place of the office that handles it."""
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """The applicant's, which is the keeper's too where it is not a city."""
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    applied_at_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Where the applicant is."""
    applicant_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    """In whose list it stands: the applicant, or who applied for the organisation."""
    filed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Who filled it in for the applicant: at the door, at a counter, by a mandate."""
    channel: Mapped[str]
    exclusive: Mapped[bool]
    """No second one while it is open."""
    round: Mapped[int] = mapped_column(default=1)
    """How often it was handed in."""
    answers_id: Mapped[UUID | None] = mapped_column(ForeignKey("form_submissions.id"))
    """The answers as they were handed in last; None: nothing is asked."""
    former_answers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Those of the rounds before."""
    told: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Materials that were needless, since we knew."""
    asked: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Materials that are to be handed in anew, while it is with the applicant."""
    said: Mapped[str | None]
    """What the office said last."""
    handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    submitted_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    """Until when the office promised it, while the clock runs."""
    left_seconds: Mapped[int | None]
    """Office hours that are left of it, while it waits for the applicant."""
    answer_by: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    certificate_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("service_certificates.id"), unique=True
    )


class ApplicationPhoto(Base):
    """A photo or document of a material, as it was handed in with a round."""

    __tablename__ = "service_application_photos"
    ownership = "district"
    append_only = True
    __table_args__ = (Index(None, "file_id"),)

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("service_applications.id"), primary_key=True
    )
    round: Mapped[int] = mapped_column(primary_key=True)
    material: Mapped[str] = mapped_column(primary_key=True)
    """Its key in the guide; empty: named by the answers to the form."""
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int]
    handed_in_at: Mapped[datetime]
    """When the paper came first: taken over from an earlier application, when that was."""
