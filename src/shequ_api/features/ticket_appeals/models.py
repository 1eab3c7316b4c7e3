from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
UNDECIDED = text("decided_at IS NULL")


class TicketAppeal(Base, Identified):
    """Whoever ordered what a community declined asks those above to look again."""

    __tablename__ = "ticket_appeals"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("ticket_id"),
        *(Index(f"ix_ticket_appeals_{c}_page", c, "appealed_at", "id") for c in SCOPES),
        *(
            Index(
                f"ix_ticket_appeals_{c}_open",
                c,
                "appealed_at",
                "id",
                postgresql_where=UNDECIDED,
            )
            for c in SCOPES
        ),
        Index(
            "ix_ticket_appeals_late",
            "due_at",
            postgresql_where=text("decided_at IS NULL AND overdue_at IS NULL"),
        ),
        CheckConstraint(
            "(decided_at IS NULL) = (ordered IS NULL)"
            " AND (decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL) = (decision_step IS NULL)",
            name="decided",
        ),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """The one that declined it."""
    appealed_at: Mapped[datetime]
    step_number: Mapped[int]
    """Of the step in the ticket's trail by which it was made: by whom, and why."""
    due_at: Mapped[datetime]
    overdue_at: Mapped[datetime | None]
    """When it was told that its time had passed."""
    ordered: Mapped[bool | None]
    """The community is to take it; False: it was right to decline."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    decision_step: Mapped[int | None]
    """Of the step by which it was decided: why."""
