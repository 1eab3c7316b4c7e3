"""Shapes of templates, answers and counts."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.features.subscription_messages.fields import FieldSource, fits
from shequ_api.features.subscription_messages.rules import Answer
from shequ_api.kit.schema import Id, Input, Instant, Key, Line, Output, by_example

TEMPLATE = "0199a3c4-5d6e-7f80-9a1b-000000000140"
FIELDS = [
    {"key": "thing1", "source": "title", "text": None},
    {"key": "time2", "source": "time", "text": None},
]


class TemplateField(Input):
    """A key of WeChat's and what of ours fills it."""

    key: Annotated[str, Field(pattern=r"^[a-z_]{1,30}[0-9]{1,3}$")]
    source: Annotated[FieldSource, Field(strict=False)]
    text: Line | None = Field(default=None, description="Of a fixed one")

    @model_validator(mode="after")
    def _fit(self) -> "TemplateField":
        if not fits(self.key, self.source, self.text):
            raise PydanticCustomError(
                "template_field_unfit", "这个字段类型不能用该内容填写，或固定文字超出微信限制"
            )
        return self


PAGE = r"^[0-9A-Za-z_\-][0-9A-Za-z_\-/]{0,127}$"
DRAFT: dict[str, Any] = {
    "wechat_template_id": "Qm1yYm9vay1leGFtcGxlLXRlbXBsYXRlLWlkLTAwMDE",
    "title": "诉求进度提醒",
    "fields": FIELDS,
    "page": "pages/index/index",
    "kinds": ["ticket_settled"],
    "lasting": False,
    "merge_minutes": 5,
    "wanted_credits": 3,
    "ask_again_days": 14,
}


class TemplateDraft(Input):
    """A template as it was approved by WeChat, and how we use it."""

    model_config = by_example(DRAFT)

    wechat_template_id: Annotated[str, Field(pattern=r"^[0-9A-Za-z_\-]{1,64}$")]
    title: Line
    fields: Annotated[list[TemplateField], Field(min_length=1, max_length=8)]
    page: Annotated[str, Field(pattern=PAGE)] = Field(
        description="A published page, which gets `about` and `id` to open"
    )
    kinds: Annotated[list[Key], Field(max_length=60)] = Field(
        description="What it carries (`get_my_notification_settings` has all kinds)"
    )
    lasting: bool = Field(default=False, description="A long-term template (长期订阅)")
    merge_minutes: Annotated[int, Field(ge=0, le=120)] = 5
    wanted_credits: Annotated[int, Field(ge=1, le=20)] = 3
    ask_again_days: Annotated[int, Field(ge=1, le=365)] = 14

    @model_validator(mode="after")
    def _once_each(self) -> "TemplateDraft":
        keys = [field.key for field in self.fields]
        if len(set(keys)) != len(keys) or len(set(self.kinds)) != len(self.kinds):
            raise PydanticCustomError("template_doubled", "字段或消息类型重复")
        return self


class TemplateFieldView(Output):
    key: str
    source: FieldSource
    text: str | None


class TemplateView(Output):
    """A template."""

    model_config = by_example(
        {
            **DRAFT,
            "id": TEMPLATE,
            "version": 1,
            "changed_at": "2026-11-22T09:30:00.000+08:00",
            "faulty_at": None,
            "faulty_errcode": None,
            "retired_at": None,
        }
    )

    id: UUID
    version: int
    wechat_template_id: str
    title: str
    fields: list[TemplateFieldView]
    page: str
    kinds: list[str]
    lasting: bool
    merge_minutes: int
    wanted_credits: int
    ask_again_days: int
    changed_at: Instant
    faulty_at: Instant | None = Field(description="Since when WeChat does not take it")
    faulty_errcode: int | None
    retired_at: Instant | None


class TemplateToAsk(Output):
    """A template that the mini-program should ask for in the next tap."""

    model_config = by_example(
        {
            "template_id": TEMPLATE,
            "wechat_template_id": DRAFT["wechat_template_id"],
            "title": DRAFT["title"],
            "credits": 0,
            "lasting": False,
        }
    )

    template_id: UUID
    wechat_template_id: str
    title: str
    credits: int = Field(description="Sends that are allowed already")
    lasting: bool


class TemplatesToAsk(Output):
    """At most five; none: do not ask now."""

    model_config = by_example({"templates": []})

    templates: list[TemplateToAsk]


class AnswerGiven(Input):
    template_id: Id
    answer: Annotated[Answer, Field(strict=False)]


class AnswersGiven(Input):
    """What wx.requestSubscribeMessage gave, by template."""

    model_config = by_example({"answers": [{"template_id": TEMPLATE, "answer": "accept"}]})

    answers: Annotated[list[AnswerGiven], Field(min_length=1, max_length=5)]

    @model_validator(mode="after")
    def _once_each(self) -> "AnswersGiven":
        if len({each.template_id for each in self.answers}) != len(self.answers):
            raise PydanticCustomError("answers_doubled", "同一模板只能有一个答复")
        return self
