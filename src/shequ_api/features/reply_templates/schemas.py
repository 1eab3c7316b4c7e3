from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Input, Instant, Line, Note, Output, by_example

TEMPLATE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000310",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "place_name": "致强社区",
    "service_code": "environment",
    "title": "已受理",
    "text": "您好，您在{place}反映的“{service}”已受理，将尽快到现场查看。",
    "version": 1,
    "made_at": "2026-11-22T09:30:00.000+08:00",
    "retired_at": None,
}


class ReplyTemplateDraft(Input):
    """What is said, with `{service}`, `{place}`, `{community}`, `{handler}`, `{filed_on}` where
    these belong."""

    model_config = by_example(
        {
            "service_code": "environment",
            "title": "已受理",
            "text": "您好，您在{place}反映的“{service}”已受理，将尽快到现场查看。",
        }
    )

    service_code: str | None = Field(default=None, max_length=63, description="Null: for all")
    title: Line
    text: Note


class ReplyTemplateView(Output):
    """A template; its version is the ETag."""

    model_config = by_example(TEMPLATE)

    id: UUID
    place_id: UUID
    place_name: str
    service_code: str | None
    title: str
    text: str
    version: int
    made_at: Instant
    retired_at: Instant | None


class ReplyDraftView(Output):
    """A template filled for a ticket."""

    model_config = by_example(
        {"text": "您好，您在东苑1栋反映的“环境卫生”已受理，将尽快到现场查看。"}
    )

    text: str
