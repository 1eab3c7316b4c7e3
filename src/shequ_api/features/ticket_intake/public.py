"""What other features may know of how tickets found their places."""

from shequ_api.features.ticket_intake.entering import copy_petitioner
from shequ_api.features.ticket_intake.models import TicketAttribution, TicketPosition
from shequ_api.features.ticket_intake.rules import FoundBy

__all__ = ["FoundBy", "TicketAttribution", "TicketPosition", "copy_petitioner"]
