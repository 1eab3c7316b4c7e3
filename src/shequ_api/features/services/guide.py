"""A guide (办事指南): what a service asks and gives, as one document."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.access.levels import IdentityLevel
from shequ_api.base.calendar.openings import WEEK, WeekHours
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.features.services.facts import FACTS, doubt_of
from shequ_api.features.services.rules import ApplicantKind, Channel, Provider, ResultKind
from shequ_api.kit.schema import CleanText, Id, Input, Key, Line, Note, by_example

MOST_MATERIALS, MOST_RULES, MOST_WORKDAYS, MOST_FILES = 30, 20, 365, 9
MOST_STATED = 6
"""Lines that a printed page has room for."""
MOST_FEN = 1_000_000_000
LongText = Annotated[CleanText, Field(min_length=1, max_length=4000)]
Theme = Annotated[CleanText, Field(min_length=1, max_length=20)]
Words = Annotated[list[Annotated[CleanText, Field(min_length=1, max_length=30)]], Field()]

STEP = {"title": "网上申请", "text": "填写申请表并上传材料，社区两个工作日内受理。"}
FEE = {"title": "工本费", "amount_fen": 0, "note": "不收费"}
BASIS = {
    "title": "四川省老年人权益保障条例",
    "article": "第四十条",
    "url": None,
}
OFFICE = {
    "title": "致强社区党群服务中心 2 号窗口",
    "address": "致强社区一楼",
    "phone": None,
    "hours": WEEK,
    "counter_id": None,
}
RULE = {
    "key": "aged",
    "fact": "age",
    "at_least": 80,
    "at_most": None,
    "one_of": None,
    "reason": "须年满 80 周岁",
    "binding": True,
}
MATERIAL = {
    "key": "id_card",
    "title": "身份证正反面照片",
    "note": "四角完整，字迹清楚",
    "required": True,
    "most_files": 2,
    "told_by": None,
    "reuse_days": 365,
}
RESULT = {"kind": "certificate", "title": "高龄津贴资格认定书", "valid_days": 365, "states": []}
GUIDE: dict[str, Any] = {
    "title": "高龄津贴申请",
    "summary": "年满 80 周岁的本地居民每月可领取高龄津贴。",
    "provider": "community",
    "theme": "养老",
    "aliases": ["老年补贴", "八十岁补助"],
    "applicants": ["person"],
    "channels": ["online", "door"],
    "identity_level": 2,
    "position": 10,
    "steps": [STEP],
    "fees": [FEE],
    "legal_basis": [BASIS],
    "offices": [OFFICE],
    "legal_workdays": 20,
    "promised_workdays": 5,
    "answer_days": 15,
    "eligibility": [RULE],
    "materials": [MATERIAL],
    "form": {
        "title": "高龄津贴申请表",
        "sections": [
            {
                "key": "account",
                "label": "收款",
                "fields": [{"kind": "text", "key": "bank", "label": "开户银行", "required": True}],
            }
        ],
    },
    "one_at_a_time": True,
    "result": RESULT,
}


class GuideStep(Input):
    """One step of the way."""

    model_config = by_example(STEP)

    title: Line
    text: Note


class GuideFee(Input):
    """What it costs; nothing is paid here."""

    model_config = by_example(FEE)

    title: Line
    amount_fen: int | None = Field(ge=0, le=MOST_FEN, description="Null: it depends, see the note")
    note: Line | None


class GuideBasis(Input):
    """The law or rule behind it."""

    model_config = by_example(BASIS)

    title: Line
    article: Line | None
    url: Annotated[str, Field(max_length=500, pattern=r"^https://\S+$")] | None


class GuideOffice(Input):
    """Where to go in person."""

    model_config = by_example(OFFICE)

    title: Line
    address: Line
    phone: Annotated[str, Field(pattern=r"^[0-9+\- ]{3,20}$")] | None
    hours: WeekHours | None = Field(description="Null: not said")
    counter_id: Id | None = Field(description="A counter at which one can make an appointment")


class EligibilityRule(Input):
    """What must be so for whoever applies. Numbers are bounded, words are one of some; facts and
    their words are in `list_service_facts`."""

    model_config = by_example(RULE)

    key: Key
    fact: str = Field(pattern=r"^[a-z][a-z0-9_.]{0,62}$", description="Key of a fact")
    at_least: int | None = Field(ge=0, le=1_000_000)
    at_most: int | None = Field(ge=0, le=1_000_000)
    one_of: Annotated[list[Key], Field(min_length=1, max_length=30)] | None
    reason: Line = Field(description="What is shown to whoever it is about")
    binding: bool = Field(
        description="Whoever is known not to meet it cannot apply; else it is only said"
    )

    @model_validator(mode="after")
    def _told(self) -> Self:
        doubt = doubt_of(self.fact, self.at_least, self.at_most, self.one_of)
        if doubt is not None:
            raise PydanticCustomError("rule_unfit", doubt)
        return self


class GuideMaterial(Input):
    """A paper to be handed in."""

    model_config = by_example(MATERIAL)

    key: Key
    title: Line
    note: Line | None
    required: bool
    most_files: int = Field(ge=1, le=MOST_FILES, description="Photos of it, at most")
    told_by: str | None = Field(
        max_length=63,
        description="A fact that makes it needless where we know it, `list_service_facts`",
    )
    reuse_days: int | None = Field(
        ge=1,
        le=3650,
        description="One handed in for another application within so many days is offered again; "
        "null: a new one each time",
    )

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.told_by is not None and self.told_by not in FACTS:
            raise PydanticCustomError("fact_unknown", "没有这个信息项")
        return self


class GuideResult(Input):
    """What it ends in."""

    model_config = by_example(RESULT)

    kind: Annotated[ResultKind, Field(strict=False)]
    title: Line
    valid_days: int | None = Field(
        ge=1, le=36_500, description="Of a certificate; null: until it is revoked"
    )
    states: Annotated[list[Key], Field(max_length=MOST_STATED)] = Field(
        description="Keys of the form's fields whose answers stand on the certificate, in this "
        "order: none that is sensitive, repeated, a photo, a signature or a reference",
    )

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if len(set(self.states)) < len(self.states):
            raise PydanticCustomError("key_repeated", "同一个标识只能出现一次")
        if self.kind == ResultKind.CERTIFICATE:
            return self
        if self.valid_days is not None:
            raise PydanticCustomError("validity_unfit", "只有证明才有有效期")
        if self.states:
            raise PydanticCustomError("states_unfit", "只有证明才能载明填写内容")
        return self


Applicants = Annotated[
    list[Annotated[ApplicantKind, Field(strict=False)]], Field(min_length=1, max_length=2)
]
Channels = Annotated[list[Annotated[Channel, Field(strict=False)]], Field(max_length=3)]


class GuideContent(Input):
    """All that a service asks and gives, but for its form."""

    title: Annotated[CleanText, Field(min_length=1, max_length=40)]
    summary: Note
    provider: Annotated[Provider, Field(strict=False)]
    theme: Theme = Field(description="The shelf on which it stands, such as 养老 or 就业")
    aliases: Annotated[Words, Field(max_length=20)] = Field(description="What people call it")
    applicants: Applicants
    channels: Channels = Field(description="Empty: a guide only, nothing to apply for")
    identity_level: Annotated[IdentityLevel, Field(strict=False)]
    position: int = Field(ge=0, le=9_999, description="Smaller stands first")
    steps: list[GuideStep] = Field(max_length=20)
    fees: list[GuideFee] = Field(max_length=20, description="Empty: free")
    legal_basis: list[GuideBasis] = Field(max_length=20)
    offices: list[GuideOffice] = Field(max_length=20)
    legal_workdays: int | None = Field(ge=1, le=MOST_WORKDAYS, description="By law at most")
    promised_workdays: int = Field(ge=1, le=MOST_WORKDAYS, description="Counted from acceptance")
    answer_days: int = Field(
        ge=1, le=180, description="Days to hand in what was asked for, before it lapses"
    )
    eligibility: list[EligibilityRule] = Field(max_length=MOST_RULES)
    materials: list[GuideMaterial] = Field(max_length=MOST_MATERIALS)
    one_at_a_time: bool = Field(description="No second application while one is open")
    result: GuideResult

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        for parts in (self.eligibility, self.materials):
            keys = [part.key for part in parts]
            if len(set(keys)) < len(keys):
                raise PydanticCustomError("key_repeated", "同一个标识只能出现一次")
        if self.legal_workdays is not None and self.promised_workdays > self.legal_workdays:
            raise PydanticCustomError("promise_unfit", "承诺时限不能长于法定时限")
        return self

    @property
    def counters(self) -> set[UUID]:
        """Counters at which one can make an appointment for it."""
        return {office.counter_id for office in self.offices if office.counter_id is not None}


class ServiceGuide(GuideContent):
    """All that a service asks and gives."""

    model_config = by_example(GUIDE)

    form: FormDefinition | None = Field(description="What is filled in; null: materials alone do")


class GuideView(GuideContent):
    """A guide with its form as it is stored."""

    model_config = by_example(GUIDE)

    form: dict[str, Any] | None = Field(description="`FormDefinition`; null: materials alone do")
