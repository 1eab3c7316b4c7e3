"""Rows of lists into lines."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shequ_api.features.tickets.public import STATE_TITLES, TicketLine, TicketState, is_overdue


def lines_of(rows: Iterable[Mapping[Any, Any]], now: datetime) -> list[TicketLine]:
    """Lines of what `ticket_lines` selects."""
    return [
        TicketLine(
            **row,
            state_title=STATE_TITLES[TicketState(row["state"])],
            overdue=is_overdue(row["due_at"], now),
        )
        for row in rows
    ]
