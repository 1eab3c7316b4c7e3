"""The photos that tickets point at: who orders shows what is theirs, who settles what was done."""

from sqlalchemy import exists

from shequ_api.base.files.models import File
from shequ_api.base.registry import PhotoHold
from shequ_api.features.tickets.models import Ticket, TicketPhoto

_SHOWN = TicketPhoto.file_id == File.id
_ANOTHERS = (Ticket.id == TicketPhoto.ticket_id, Ticket.reporter_id != File.owner_id)
PHOTO_HOLDS = [
    PhotoHold(
        shown=exists().where(_SHOWN),
        on_duty=exists().where(_SHOWN, *_ANOTHERS),
    )
]
