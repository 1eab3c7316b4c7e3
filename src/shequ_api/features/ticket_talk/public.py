"""What other features may ask of the talk about tickets."""

from shequ_api.features.ticket_talk.models import TicketMessage as TicketMessage
from shequ_api.features.ticket_talk.models import TicketMessagePhoto as TicketMessagePhoto
from shequ_api.features.ticket_talk.parties import side_of as side_of
from shequ_api.features.ticket_talk.personal import written_by as written_by
from shequ_api.features.ticket_talk.queries import message_lines as message_lines
from shequ_api.features.ticket_talk.queries import photos_in as photos_in
from shequ_api.features.ticket_talk.queries import seen_on as seen_on
from shequ_api.features.ticket_talk.sides import Side as Side
from shequ_api.features.ticket_talk.writings import TICKET as TICKET
