"""What other features may ask of endings."""

from shequ_api.features.ticket_ending.queries import handlers_of as handlers_of
from shequ_api.features.ticket_ending.queries import settled_at as settled_at
from shequ_api.features.ticket_ending.service import archive as archive
from shequ_api.features.ticket_ending.service import reopen as reopen
from shequ_api.features.ticket_ending.service import settle_together as settle_together
from shequ_api.features.ticket_ending.service import still_fits as still_fits
