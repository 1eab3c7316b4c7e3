"""What other features may ask of substates. A list of tickets in one is `Ticket.substate_id == id`,
which has an index for each broad scope."""

from shequ_api.features.ticket_substates.queries import public_titles as public_titles
