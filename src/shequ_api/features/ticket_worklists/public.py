"""What other features may ask of worklists."""

from shequ_api.features.ticket_worklists.showing import lines_of as lines_of
