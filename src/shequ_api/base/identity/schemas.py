from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.base.people.schemas import PostingView, WeChatCode
from shequ_api.base.residency.schemas import ResidencyView
from shequ_api.kit.schema import Input, Line, Output, by_example


class PhoneBinding(Input):
    """The code of WeChat's phone button (not the login code)."""

    model_config = by_example({"code": "e31968a7f94cc5ee25fafc2aef2773f0bb8c3937"})

    code: WeChatCode


class Profile(Input):
    """What I say of myself."""

    model_config = by_example({"name": "李小梅"})

    name: Line


class MeView(Output):
    """Who I am here: postings to choose from, dwellings, and what I may do as I act now."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "name": "李小梅",
            "phone": "138******00",
            "acting_posting_id": None,
            "acting_role": "resident",
            "postings": [],
            "residencies": [
                {
                    "id": "0199a3c4-5d6e-7f80-9a1b-000000000118",
                    "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
                    "person_name": "李小梅",
                    "dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
                    "dwelling_name": "东苑1栋1单元0302",
                    "belonging": "tenant",
                    "starts_on": "2026-03-01",
                    "verified_at": "2026-11-22T09:30:00.000+08:00",
                }
            ],
            "permissions": ["charity:donate", "place:view", "points_card:view", "ticket:file"],
        }
    )

    id: UUID
    name: str | None
    phone: str | None = Field(description="Masked", examples=["138******00"])
    acting_posting_id: UUID | None
    acting_role: Role
    postings: list[PostingView]
    residencies: list[ResidencyView]
    permissions: list[str]
