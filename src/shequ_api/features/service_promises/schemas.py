"""Shapes of promises."""

from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.earning_rules.public import Earner, RuleFact
from shequ_api.features.ticket_clocks.public import Counted, Target
from shequ_api.kit.schema import Output, by_example

LIMIT = {
    "target": "first_response",
    "target_title": "首次响应",
    "minutes": 450,
    "counted": "working",
    "says": "7小时30分钟工作时间内首次响应",
}
POINTS = {
    "fact": "ticket_rated",
    "fact_title": "诉求评价",
    "earner": "reporter",
    "earner_title": "下单人",
    "title": "评价诉求办理",
    "points": 2,
}
EXAMPLE: dict[str, Any] = {
    "service_code": "environment",
    "service_title": "环境卫生",
    "limits": [LIMIT],
    "policy_place_id": None,
    "points": [POINTS],
}


class PromisedLimit(Output):
    """Within which time a target is to be met."""

    model_config = by_example(LIMIT)

    target: Target
    target_title: str
    minutes: int
    counted: Counted = Field(description="Office hours, or day and night")
    says: str = Field(description="The same in a sentence for people")


class PromisedPoints(Output):
    """What an earning rule gives, before caps of a day."""

    model_config = by_example(POINTS)

    fact: RuleFact
    fact_title: str
    earner: Earner
    earner_title: str
    title: str
    points: int


class ServicePromise(Output):
    """What a community promises under one category."""

    model_config = by_example(EXAMPLE)

    service_code: str
    service_title: str
    limits: list[PromisedLimit] = Field(description="Targets without an end are left out")
    policy_place_id: UUID | None = Field(
        description="Whose policy it is; null: nobody has set any, it is the shipped one"
    )
    points: list[PromisedPoints]
