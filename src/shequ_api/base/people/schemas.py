from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Duty, PartnerKind
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Output, by_example

WeChatCode = Annotated[CleanText, Field(min_length=1, max_length=256)]
Phone = Annotated[str, Field(pattern=r"^1[3-9]\d{9}$", examples=["13800138000"])]
Day = Annotated[date, Field(strict=False, examples=["2026-11-22"])]


class WeChatLogin(Input):
    """The code that `wx.login` gave."""

    model_config = by_example({"code": "0a3FkZ0w3bWm2Y2pXb2w3kQ4Xl1FkZ0y"})

    code: WeChatCode


class RefreshRequest(Input):
    """The refresh token that came last."""

    model_config = by_example({"refresh_token": "rJ8xq1Zt0mVwYd3Kc7Lh5Nb9Pf2Sg6Ua"})

    refresh_token: Annotated[str, Field(min_length=1, max_length=200)]


class TokenView(Output):
    """Send the access token as `Authorization: Bearer …`; keep the refresh token safe."""

    model_config = by_example(
        {
            "access_token": "eyJhbGciOi….eyJpc3MiOi….c2lnbmF0dXJl",
            "refresh_token": "rJ8xq1Zt0mVwYd3Kc7Lh5Nb9Pf2Sg6Ua",
            "expires_in": 900,
            "token_type": "Bearer",
        }
    )

    access_token: str
    refresh_token: str
    expires_in: int = Field(description="Seconds until the access token expires", examples=[900])
    token_type: str = Field(examples=["Bearer"])


class PostingView(Output):
    """A posting: who acts as what, where, from when until when."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-00000000010c",
            "role": "micro_grid_worker",
            "role_title": "微网格员",
            "place_id": None,
            "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "scope_name": "致强社区第一微网格",
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "person_name": "王小四",
            "organisation_id": None,
            "duty": "lead",
            "covers_id": None,
            "starts_on": "2026-01-01",
            "ends_on": None,
            "ended_at": None,
        }
    )

    id: UUID
    role: Role
    role_title: str
    place_id: UUID | None
    grid_id: UUID | None
    scope_name: str
    person_id: UUID
    person_name: str | None
    organisation_id: UUID | None
    duty: Duty | None = Field(description="Of a grid's workers: who leads, who helps")
    covers_id: UUID | None = Field(description="The posting of somebody absent, whom this covers")
    starts_on: date
    ends_on: date | None = Field(description="The first day on which it is over")
    ended_at: Instant | None = Field(description="When it was taken back before its last day")


class PostingLine(PostingView):
    """A posting, whether its holder is absent today, and who covers."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-00000000010c",
            "role": "micro_grid_worker",
            "role_title": "微网格员",
            "place_id": None,
            "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "scope_name": "致强社区第一微网格",
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "person_name": "王小四",
            "organisation_id": None,
            "duty": "lead",
            "covers_id": None,
            "starts_on": "2026-01-01",
            "ends_on": None,
            "ended_at": None,
            "absent_until": "2026-12-08",
            "covered_by_id": "0199a3c4-5d6e-7f80-9a1b-000000000110",
            "covered_by_name": "赵小五",
            "phone_missing": False,
        }
    )

    absent_until: date | None = Field(description="Absent today; back on this day")
    covered_by_id: UUID | None
    covered_by_name: str | None
    phone_missing: bool = Field(description="The holder's number went to its new owner")


class PostingEnding(Input):
    """To whom the open work goes; without one, back to where it is shared out."""

    model_config = by_example({"handed_to_posting_id": "0199a3c4-5d6e-7f80-9a1b-000000000111"})

    handed_to_posting_id: Id | None = None


class OpenWorkKind(Output):
    """How much of one kind of work nobody could do any more."""

    model_config = by_example({"key": "tickets", "title": "在办工单", "count": 12})

    key: str
    title: str
    count: int


class OpenWorkView(Output):
    """What would hang if this posting ended now."""

    model_config = by_example(
        {
            "posting_id": "0199a3c4-5d6e-7f80-9a1b-00000000010c",
            "total": 12,
            "kinds": [{"key": "tickets", "title": "在办工单", "count": 12}],
        }
    )

    posting_id: UUID
    total: int
    kinds: list[OpenWorkKind]


class Appointment(Input):
    """Whom to appoint (by phone), as what, where (a place or a grid), and for how long."""

    model_config = by_example(
        {
            "phone": "13800138000",
            "role": "micro_grid_worker",
            "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "duty": "lead",
            "starts_on": "2026-12-01",
            "ends_on": "2027-11-30",
        }
    )

    phone: Phone
    role: Annotated[Role, Field(strict=False)]
    place_id: Id | None = None
    grid_id: Id | None = None
    organisation_id: Id | None = None
    custom_role_id: Annotated[
        Id | None, Field(description="Which one, where the role is `custom`; else left out")
    ] = None
    duty: Annotated[
        Duty | None,
        Field(strict=False, description="Of a grid worker; else: lead where nobody leads yet"),
    ] = None
    starts_on: Day
    ends_on: Day | None = None


class OrganisationDraft(Input):
    """A community partner to enter."""

    model_config = by_example(
        {
            "name": "致强物业服务中心",
            "partner_kind": "business",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
        }
    )

    name: Line
    partner_kind: Annotated[PartnerKind, Field(strict=False)]
    community_id: Id


class OrganisationName(Input):
    """What it is called now."""

    model_config = by_example({"name": "致强物业服务有限公司"})

    name: Line


class OrganisationView(Output):
    """A community partner."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-00000000010d",
            "name": "致强物业服务中心",
            "partner_kind": "business",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "created_at": "2026-11-22T09:30:00.000+08:00",
            "ended_at": None,
        }
    )

    id: UUID
    name: str
    partner_kind: PartnerKind
    community_id: UUID
    created_at: Instant
    ended_at: Instant | None
