"""The photos that tickets point at: who orders shows what is theirs, who settles what was done."""

from sqlalchemy import exists

from shequ_api.base.files.models import File
from shequ_api.base.registry import PhotoHold
from shequ_api.features.tickets.models import Ticket, TicketPhoto

_SHOWN = TicketPhoto.file_id == File.id
_ANOTHERS = (
    Ticket.id == TicketPhoto.ticket_id,
    # Those of an anonymous reporter have no owner; of such a ticket all others are for work.
    File.owner_id.is_not(None),
    Ticket.reporter_id.is_distinct_from(File.owner_id),
)
PHOTO_HOLDS = [
    PhotoHold(
        shown=exists().where(_SHOWN),
        on_duty=exists().where(_SHOWN, *_ANOTHERS),
    )
]
