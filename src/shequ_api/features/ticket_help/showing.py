"""Putting helpers together for their readers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_help import queries
from shequ_api.features.ticket_help.schemas import TicketHelperView
from shequ_api.features.ticket_help.states import END_TITLES, HelpEnd
from shequ_api.features.tickets.public import TicketHelper


def helper_view(row: Mapping[Any, Any]) -> TicketHelperView:
    """A row of `helper_lines`."""
    kind = row["end_kind"]
    return TicketHelperView(**row, end_title=END_TITLES[HelpEnd(kind)] if kind else None)


async def one_helper(session: AsyncSession, helper: TicketHelper) -> TicketHelperView:
    """The same of one that is in the session."""
    await session.flush()
    lines = queries.helper_lines(TicketHelper.id == helper.id)
    return helper_view((await session.execute(lines)).mappings().one())
