from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class TicketLabel(Base, Identified):
    """A word that a place's staff put on tickets; for all that lies inside it."""

    __tablename__ = "ticket_labels"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index(
            "uq_ticket_labels_live",
            *("place_id", "title"),
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
        ),
        Index("ix_ticket_labels_place_id_page", "place_id", "made_at", "id"),
        Index(None, "made_by_id"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    title: Mapped[str]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    retired_at: Mapped[datetime | None]


class TicketLabelUse(Base):
    """That a label stands on a ticket.

    It lies where its ticket does, for the indexes of lists: the database sees to it (0056).
    """

    __tablename__ = "ticket_label_uses"
    ownership = "district"
    __table_args__ = (
        *(
            Index(f"ix_ticket_label_uses_{column}_page", column, "label_id", "put_at", "ticket_id")
            for column in SCOPES
        ),
        Index(None, "label_id"),
        Index(None, "put_by_id"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    label_id: Mapped[UUID] = mapped_column(ForeignKey("ticket_labels.id"), primary_key=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    put_at: Mapped[datetime]
    put_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
