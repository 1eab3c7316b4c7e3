from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Belonging, PartnerKind
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Output

WeChatCode = Annotated[CleanText, Field(min_length=1, max_length=256)]
Phone = Annotated[str, Field(pattern=r"^1[3-9]\d{9}$", examples=["13800138000"])]
Day = Annotated[date, Field(strict=False, examples=["2026-11-22"])]


class WeChatLogin(Input):
    """The code that `wx.login` gave."""

    code: WeChatCode


class RefreshRequest(Input):
    refresh_token: Annotated[str, Field(min_length=1, max_length=200)]


class TokenView(Output):
    """Send the access token as `Authorization: Bearer …`; keep the refresh token safe."""

    access_token: str
    refresh_token: str
    expires_in: int = Field(description="Seconds until the access token expires", examples=[900])
    token_type: str = Field(examples=["Bearer"])


class PhoneBinding(Input):
    """The code of WeChat's phone button (not the login code)."""

    code: WeChatCode


class Profile(Input):
    name: Line


class PostingView(Output):
    id: UUID
    role: Role
    role_title: str
    place_id: UUID | None
    grid_id: UUID | None
    scope_name: str
    person_id: UUID
    person_name: str | None
    organisation_id: UUID | None
    starts_on: date
    ends_on: date | None


class ResidencyView(Output):
    id: UUID
    person_id: UUID
    person_name: str | None
    dwelling_id: UUID
    dwelling_name: str
    belonging: Belonging
    starts_on: date
    verified_at: Instant | None


class MeView(Output):
    """Who I am here: postings to choose from, dwellings, and what I may do as I act now."""

    id: UUID
    name: str | None
    phone: str | None = Field(description="Masked", examples=["138******00"])
    acting_posting_id: UUID | None
    acting_role: Role
    postings: list[PostingView]
    residencies: list[ResidencyView]
    permissions: list[str]


class Appointment(Input):
    """Whom to appoint (by phone), as what, where (a place or a grid), and for how long."""

    phone: Phone
    role: Annotated[Role, Field(strict=False)]
    place_id: Id | None = None
    grid_id: Id | None = None
    organisation_id: Id | None = None
    starts_on: Day
    ends_on: Day | None = None


class OrganisationDraft(Input):
    name: Line
    partner_kind: Annotated[PartnerKind, Field(strict=False)]
    community_id: Id


class OrganisationView(Output):
    id: UUID
    name: str
    partner_kind: PartnerKind
    community_id: UUID


class ResidencyClaim(Input):
    dwelling_id: Id
    belonging: Annotated[Belonging, Field(strict=False)]
    starts_on: Day
