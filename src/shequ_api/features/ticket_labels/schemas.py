from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Input, Instant, Line, Output, by_example

LABEL: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000711",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "place_name": "致强社区",
    "title": "独居老人",
    "version": 1,
    "made_at": "2026-11-22T09:30:00.000+08:00",
    "retired_at": None,
}


class TicketLabelDraft(Input):
    """A word for tickets; it is about the matter, and names nobody."""

    model_config = by_example({"title": LABEL["title"]})

    title: Line


class TicketLabelView(Output):
    """A label; its version is the ETag."""

    model_config = by_example(LABEL)

    id: UUID
    place_id: UUID
    place_name: str
    title: str
    version: int
    made_at: Instant
    retired_at: Instant | None


class LabelOnTicket(Output):
    """A label that stands on a ticket."""

    model_config = by_example(
        {
            "label_id": LABEL["id"],
            "title": LABEL["title"],
            "put_at": LABEL["made_at"],
            "put_by_name": "王小四",
        }
    )

    label_id: UUID
    title: str
    put_at: Instant
    put_by_name: str | None


class LabelsOnTicket(Output):
    """All that stand on a ticket, in the order in which they were put there."""

    model_config = by_example({"labels": []})

    labels: list[LabelOnTicket] = Field(max_length=10)
