"""What other features may ask of the tickets of their records."""

from shequ_api.features.ticket_sources.service import file_ticket as file_ticket
from shequ_api.features.ticket_sources.service import settle_by_record as settle_by_record
from shequ_api.features.ticket_sources.service import take_on as take_on
from shequ_api.features.ticket_sources.works import Progress as Progress
from shequ_api.features.ticket_sources.works import TicketWork as TicketWork
from shequ_api.features.ticket_sources.works import works_of as works_of
