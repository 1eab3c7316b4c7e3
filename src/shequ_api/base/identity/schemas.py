from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.base.identity.mandate_schemas import MANDATE_EXAMPLE, MandateView
from shequ_api.base.people.schemas import PostingView, WeChatCode
from shequ_api.base.residency.schemas import RESIDENCY_EXAMPLE, ResidencyView
from shequ_api.kit.schema import Input, Instant, Line, Output, by_example


class PhoneBinding(Input):
    """The code of WeChat's phone button (not the login code)."""

    model_config = by_example({"code": "e31968a7f94cc5ee25fafc2aef2773f0bb8c3937"})

    code: WeChatCode
    take_over: bool = Field(
        default=False, description="The number was given to me; another account still has it"
    )


class Profile(Input):
    """What I say of myself."""

    model_config = by_example({"name": "李小梅"})

    name: Line


class LevelView(Output):
    """How well I am known, until when, and the way to the next level."""

    model_config = by_example(
        {
            "level": 2,
            "title": "已核实住户",
            "until": None,
            "next_level": 3,
            "next_title": "已核验身份证件",
            "next_step": "请先核验身份证件；也可以带证件到社区窗口办理",
        }
    )

    level: int = Field(ge=0, le=4)
    title: str
    until: Instant | None = Field(description="When it falls back; null where it rests on no proof")
    next_level: int | None
    next_title: str | None
    next_step: str | None


class MeView(Output):
    """Who I am here: postings to choose from, dwellings, how well I am known, for whom I may act
    and who for me, and what I may do as I act now."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "name": "李小梅",
            "phone": "138******00",
            "acting_posting_id": None,
            "acting_role": "resident",
            "postings": [],
            "residencies": [RESIDENCY_EXAMPLE],
            "level": {
                "level": 2,
                "title": "已核实住户",
                "until": None,
                "next_level": 3,
                "next_title": "已核验身份证件",
                "next_step": "请先核验身份证件；也可以带证件到社区窗口办理",
            },
            "mandates": [MANDATE_EXAMPLE],
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
    level: LevelView
    mandates: list[MandateView] = Field(description="In force: those I gave and those I hold")
    permissions: list[str]
