from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base

SCOPES = (
    *("city_id", "district_id", "subdistrict_id", "community_id"),
    *("compound_id", "building_id", "general_grid_id", "micro_grid_id"),
)
_TOKENS = f"shequ_search_tokens(words, created_at, VARIADIC ARRAY[{', '.join(SCOPES)}])"
"""The pairs of signs, the week, and the scopes of a row: by these it is found."""


class TicketWords(Base):
    """The words of a ticket as they are searched, and where it lies. The database writes these rows
    (0054): a copy beside the ticket, since each change of a row is a change of all its indexes."""

    __tablename__ = "ticket_words"
    ownership = "district"
    __table_args__ = (
        Index(
            "ix_ticket_words_tokens",
            text(_TOKENS),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    city_id: Mapped[UUID]
    district_id: Mapped[UUID]
    subdistrict_id: Mapped[UUID]
    community_id: Mapped[UUID]
    compound_id: Mapped[UUID | None]
    building_id: Mapped[UUID | None]
    general_grid_id: Mapped[UUID | None]
    micro_grid_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    words: Mapped[str]
    """In one width, and without capitals."""
