from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.base.places.located import Located
from shequ_api.blocks.workflow.models import Case
from shequ_api.kit.model import Base, Identified

SCOPES = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "compound_id",
    "general_grid_id",
    "micro_grid_id",
    "reporter_id",
    "assignee_id",
)
TRIAGED_BY = ("city_id", "district_id", "subdistrict_id", "community_id")


class Service(Base):
    """A category of tickets (诉求分类)."""

    __tablename__ = "ticket_services"
    ownership = "global"

    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    description: Mapped[str]
    position: Mapped[int]
    """Order in lists."""
    retired_at: Mapped[datetime | None]


class Ticket(Base, Identified, Located):
    """What somebody asks of the community. Its state is its case's."""

    __tablename__ = "tickets"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_tickets_{column}_page", column, "created_at", "id") for column in SCOPES),
        Index(
            "ix_tickets_filed_by_id_page",
            "filed_by_id",
            "created_at",
            "id",
            postgresql_where=text("filed_by_id IS NOT NULL"),
        ),
        *(
            Index(
                f"ix_tickets_{column}_awaiting",
                column,
                "created_at",
                "id",
                postgresql_where=text("awaits_place"),
            )
            for column in TRIAGED_BY
        ),
        Index("ix_tickets_asset_id", "asset_id", postgresql_where=text("asset_id IS NOT NULL")),
        Index("uq_tickets_source", "source_kind", "source_id", unique=True),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
    )

    service_code: Mapped[str] = mapped_column(ForeignKey("ticket_services.code"))
    text: Mapped[str]
    private: Mapped[bool]
    """Shown to the reporter and the handlers only, never in public lists."""
    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    filed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Who filed it in the reporter's name, by a mandate."""
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    source_kind: Mapped[str]
    source_id: Mapped[UUID | None]
    """What it came from, where that is a record of ours; one record makes one ticket."""
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    """The asset that it is about."""
    awaits_place: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Somebody of the community is to say where exactly it belongs; until it has ended."""
    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    score: Mapped[int | None]
    created_at: Mapped[datetime]

    case: Mapped[Case] = relationship(lazy="raise")


class TicketPhoto(Base):
    """A photo on a ticket, with the slip that it belongs to."""

    __tablename__ = "ticket_photos"
    ownership = "district"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    step: Mapped[str]
    position: Mapped[int]

    ticket: Mapped[Ticket] = relationship(lazy="raise")
