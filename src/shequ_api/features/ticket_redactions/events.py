from typing import ClassVar

from shequ_api.features.tickets.events import TicketFact


class TicketTextRedacted(TicketFact):
    """A ticket's own text reads otherwise: what was made of its words is to be made anew."""

    name: ClassVar[str] = "ticket_text_redacted"

    number: int
    """Of the edition."""
