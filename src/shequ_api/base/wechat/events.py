from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid5

from shequ_api.base.events.facts import Fact
from shequ_api.base.wechat.protocol import Suggestion

TRACES = UUID("0199a3c4-0000-7000-8000-000000000002")
"""The namespace of traces: any constant."""


class PictureJudged(Fact):
    """The platform pushed what it thinks of a picture; `subject_id` is made of the trace."""

    name: ClassVar[str] = "wechat.picture_judged"

    trace_id: str
    suggestion: Suggestion | None
    """None: it could not fetch or judge it."""
    label: int | None
    at: datetime
    """When it was told, by our clock."""


def subject_of(trace_id: str) -> UUID:
    """By which all that is told of one trace is told in order."""
    return uuid5(TRACES, trace_id)
