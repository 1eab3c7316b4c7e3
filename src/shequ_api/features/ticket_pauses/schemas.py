"""Shapes of pauses."""

from typing import Annotated

from pydantic import Field

from shequ_api.features.ticket_clocks.public import PauseReason
from shequ_api.kit.schema import Input, Instant, Note, by_example


class TicketPauseDraft(Input):
    """Why nobody can go on, and until when that may last. Whoever ordered it reads the note."""

    model_config = by_example(
        {
            "reason": "parts",
            "note": "灯具已下单，预计三天到货",
            "until": "2026-11-25T17:30:00+08:00",
        }
    )

    reason: Annotated[PauseReason, Field(strict=False)]
    note: Note | None = None
    until: Instant | None = Field(
        default=None, description="When it goes on by itself; null: as late as the policy lets it"
    )
