"""What tickets are searched by, and what was found."""

from typing import Annotated

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.people.schemas import Phone
from shequ_api.features.tickets.public import TicketLine
from shequ_api.kit.schema import CleanText, Input, Output, by_example


class TicketByNumber(Input):
    """The number that somebody says: gaps, dashes and full width are fine."""

    model_config = by_example({"number": "261122 000421 1"})

    number: Annotated[CleanText, Field(min_length=1, max_length=40)]


class TicketsByPhone(Input):
    """Whose number it is that calls, and why I want to know."""

    model_config = by_example(
        {"phone": "13800138000", "purpose": "ticket", "reason": "来电催问上周的诉求"}
    )

    phone: Phone
    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Annotated[CleanText, Field(min_length=1, max_length=200)] | None = None


class TicketsByWords(Input):
    """At most five words, parted by spaces, of two signs or more each; all are to be in it."""

    model_config = by_example({"text": "漏水 三单元"})

    text: Annotated[CleanText, Field(min_length=1, max_length=60)]


class FoundTickets(Output):
    """Tickets, the newest first."""

    items: list[TicketLine]
    more: bool = Field(description="There are more than are shown")
