"""What other features may ask of supporters."""

from shequ_api.features.ticket_twins.queries import affected_by as affected_by
from shequ_api.features.ticket_twins.queries import is_affected as is_affected
