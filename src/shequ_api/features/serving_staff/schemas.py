"""Shapes of who serves a place."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.base.files.schemas import FileView
from shequ_api.base.people.models import Duty
from shequ_api.features.serving_staff.rules import CONSENT_TEXT, CONSENT_VERSION, ShownTo
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Output, by_example

To = Annotated[ShownTo, Field(strict=False)]
WorkPhone = Annotated[
    CleanText,
    Field(min_length=3, max_length=20, pattern=r"^\+?[0-9][0-9 -]*[0-9]$"),
]
CARD: dict[str, Any] = {
    "name_to": "everybody",
    "phone_to": "residents",
    "work_phone": "028-8888 0000",
    "photo_to": "nobody",
}


class ServiceCardDraft(Input):
    """What I agree to show of myself where I serve; all of it, each time."""

    model_config = by_example(CARD | {"photo_id": None, "consent_version": CONSENT_VERSION})

    name_to: To = Field(default=ShownTo.NOBODY, description="Who sees my name in whole")
    phone_to: To = Field(default=ShownTo.NOBODY, description="Who sees the number of my work")
    work_phone: WorkPhone | None = Field(default=None, description="Null: none, shown to nobody")
    photo_to: To = Field(default=ShownTo.NOBODY, description="Who sees my photo")
    photo_id: Id | None = Field(default=None, description="A photo that I handed in")
    consent_version: Annotated[int, Field(ge=1, le=1000)] = Field(
        description="Of the text that was on the screen"
    )


class ServiceCardView(Output):
    """What I show of myself, and the text that I agree to."""

    model_config = by_example(
        {
            **CARD,
            "photo": None,
            "agreed_at": "2026-11-22T09:30:00.000+08:00",
            "withdrawn_at": None,
            "consent_version": CONSENT_VERSION,
            "consent_text": CONSENT_TEXT,
        }
    )

    name_to: ShownTo
    phone_to: ShownTo
    work_phone: str | None
    photo_to: ShownTo
    photo: FileView | None
    agreed_at: Instant | None = Field(description="Null: never")
    withdrawn_at: Instant | None
    consent_version: int = Field(description="Of the text, to be sent with my agreement")
    consent_text: str


class ServingStaffLine(Output):
    """Somebody who serves a place today."""

    model_config = by_example(
        {
            "posting_id": "0199a3c4-5d6e-7f80-9a1b-000000000880",
            "role": "micro_grid_worker",
            "title": "微网格员",
            "serves_at": "东苑1栋微网格",
            "organisation_name": None,
            "duty": "lead",
            "stands_in": False,
            "name": "甲微格",
            "work_phone": "028-8888 0000",
            "photo": None,
        }
    )

    posting_id: UUID
    role: Role
    title: str = Field(description="What the office is called")
    serves_at: str = Field(description="The grid or place of it")
    organisation_name: str | None = Field(description="For whom they serve, as a property firm")
    duty: Duty | None = Field(description="Of several in a grid: who leads, who helps")
    stands_in: bool = Field(description="For somebody who is absent")
    name: str | None = Field(description="Masked, unless they agreed to show it to whoever looks")
    work_phone: str | None
    photo: FileView | None
