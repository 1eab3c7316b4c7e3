from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.people.schemas import Day
from shequ_api.base.residency.models import Belonging, ResidencyState, VerificationMeans
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Note, Output, by_example

ShortCode = Annotated[CleanText, Field(min_length=8, max_length=16, examples=["K7WM-2PXD"])]
IdNumber = Annotated[
    CleanText,
    Field(
        min_length=5,
        max_length=32,
        description="Of the identity document, of whatever kind; compared, never kept",
        examples=["11010119900307123X"],
    ),
]


class ResidencyListing(StrEnum):
    """Which residencies to list."""

    WAITING = "waiting"
    VERIFIED = "verified"
    ENDED = "ended"


class ResidencyClaim(Input):
    """The dwelling that I say I belong to. An invitation, or the true name as the register knows
    it, lets it count at once."""

    model_config = by_example(
        {
            "dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "belonging": "tenant",
            "starts_on": "2026-03-01",
            "invitation_code": "K7WM-2PXD",
        }
    )

    dwelling_id: Id
    belonging: Annotated[Belonging, Field(strict=False)]
    starts_on: Day
    invitation_code: ShortCode | None = None
    name: Line | None = None
    id_number: IdNumber | None = None


class HouseholdDeparture(Input):
    """The first day on which I live there no more; today at the latest."""

    model_config = by_example({"ends_on": "2026-11-22"})

    ends_on: Day


class ResidencyReason(Input):
    """Why; the person reads it."""

    model_config = by_example({"reason": "上门核实，该户现住户表示不认识此人"})

    reason: Note


class InvitationCode(Input):
    """The code that somebody of the dwelling gave me."""

    model_config = by_example({"code": "K7WM-2PXD"})

    code: ShortCode


class InvitationDraft(Input):
    """Into which of my dwellings."""

    model_config = by_example({"dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000103"})

    dwelling_id: Id


class InvitationView(Output):
    """An invitation that I gave; its code is not shown again."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000131",
            "dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "dwelling_name": "东苑1栋1单元0302",
            "made_at": "2026-11-22T09:30:00.000+08:00",
            "expires_at": "2026-11-29T09:30:00.000+08:00",
            "redeemed_at": None,
            "revoked_at": None,
        }
    )

    id: UUID
    dwelling_id: UUID
    dwelling_name: str
    made_at: Instant
    expires_at: Instant
    redeemed_at: Instant | None
    revoked_at: Instant | None


class NewInvitationView(Output):
    """The code to pass on, shown this once; it also fits into a mini-program code's scene."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000131",
            "code": "K7WM-2PXD",
            "expires_at": "2026-11-29T09:30:00.000+08:00",
        }
    )

    id: UUID
    code: str
    expires_at: Instant


class VouchView(Output):
    """What my word did: how many dwellings have spoken, and how many are needed."""

    model_config = by_example(
        {
            "residency_id": "0199a3c4-5d6e-7f80-9a1b-000000000118",
            "person_name": "李*梅",
            "vouches": 1,
            "vouches_needed": 2,
            "state": "waiting",
        }
    )

    residency_id: UUID
    person_name: str | None = Field(description="Masked")
    vouches: int
    vouches_needed: int
    state: ResidencyState


RESIDENCY_EXAMPLE = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000118",
    "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
    "person_name": "李小梅",
    "dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
    "dwelling_name": "东苑1栋1单元0302",
    "belonging": "tenant",
    "state": "verified",
    "starts_on": "2026-03-01",
    "ends_on": None,
    "verified_at": "2026-11-22T09:30:00.000+08:00",
    "verified_by_means": "door",
    "end_reason": None,
    "claimed_by_name": None,
    "left_by_name": None,
}


class ResidencyView(Output):
    """Somebody's belonging to a dwelling: how far it has come, and on whose word it counts."""

    model_config = by_example(RESIDENCY_EXAMPLE)

    id: UUID
    person_id: UUID
    person_name: str | None
    dwelling_id: UUID
    dwelling_name: str
    belonging: Belonging
    state: ResidencyState
    starts_on: date
    ends_on: date | None
    verified_at: Instant | None
    verified_by_means: VerificationMeans | None
    end_reason: str | None
    claimed_by_name: str | None = Field(description="Who claimed it for the person, by a mandate")
    left_by_name: str | None = Field(description="Who ended it for the person, by a mandate")
