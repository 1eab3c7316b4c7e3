"""What other features may ask of handling."""

from shequ_api.features.ticket_handling.assignments import assignment_rows as assignment_rows
from shequ_api.features.ticket_handling.times import times_in as times_in
from shequ_api.features.ticket_handling.times import workdays_later as workdays_later
