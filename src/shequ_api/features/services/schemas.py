from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.features.services.guide import GUIDE, GuideView
from shequ_api.features.services.rules import (
    ApplicantKind,
    Channel,
    Provider,
    RuleVerdict,
    ServiceState,
)
from shequ_api.kit.schema import Input, Instant, Line, Output, by_example

PLACE = "0199a3c4-5d6e-7f80-9a1b-000000000106"
LINE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000801",
    "place_id": PLACE,
    "keeper_name": "致强社区",
    "title": GUIDE["title"],
    "provider": "community",
    "theme": "养老",
    "applicants": ["person"],
    "edition": 2,
}
OFFERED: dict[str, Any] = {
    **LINE,
    "summary": GUIDE["summary"],
    "channels": ["online", "door"],
    "promised_workdays": 5,
}
KEPT: dict[str, Any] = {
    **LINE,
    "state": "published",
    "position": 10,
    "version": 4,
    "changed": False,
    "made_at": "2026-11-02T09:30:00.000+08:00",
    "drafted_at": "2026-11-20T09:30:00.000+08:00",
    "published_at": "2026-11-20T10:00:00.000+08:00",
}
JUDGED: dict[str, Any] = {
    "key": "aged",
    "reason": "须年满 80 周岁",
    "binding": True,
    "verdict": "met",
}


class _Line(Output):
    id: UUID
    place_id: UUID = Field(description="Of the office that keeps it")
    keeper_name: str
    title: str
    provider: Provider
    theme: str
    applicants: list[ApplicantKind]
    edition: int = Field(description="The number of what is published; 0: nothing yet")


class ServiceLine(_Line):
    """A service in the hall."""

    model_config = by_example(OFFERED)

    summary: str
    channels: list[Channel] = Field(description="Empty: a guide only, nothing to apply for")
    promised_workdays: int


class KeptServiceLine(_Line):
    """A service as its office sees it; its version is the ETag of its draft."""

    model_config = by_example(KEPT)

    state: ServiceState
    position: int
    version: int
    changed: bool = Field(description="The draft says something else than what is published")
    made_at: Instant
    drafted_at: Instant
    published_at: Instant | None


class ThemeCount(Output):
    """A shelf of the hall."""

    model_config = by_example({"theme": "养老", "count": 12})

    theme: str
    count: int


class ThemeCounts(Output):
    """The shelves of the hall, the fullest first."""

    model_config = by_example({"items": [{"theme": "养老", "count": 12}]})

    items: list[ThemeCount]


class ServiceView(Output):
    """A service with its guide as it is published, for one who looks."""

    model_config = by_example(
        {
            "id": LINE["id"],
            "place_id": PLACE,
            "keeper_name": "致强社区",
            "edition": 2,
            "published_at": KEPT["published_at"],
            "guide": GUIDE,
            "form_version_id": "0199a3c4-5d6e-7f80-9a1b-000000000811",
        }
    )

    id: UUID
    place_id: UUID = Field(description="Of the office that keeps it")
    keeper_name: str
    edition: int
    published_at: Instant
    guide: GuideView
    form_version_id: UUID | None = Field(description="By which an application is filled in")


class JudgedRule(Output):
    """A rule of a guide, as it is for somebody."""

    model_config = by_example(JUDGED)

    key: str
    reason: str
    binding: bool = Field(description="Whoever is known not to meet it cannot apply")
    verdict: RuleVerdict = Field(
        description="Unknown: we hold nothing that tells, so it is shown by a material"
    )


class EligibilityView(Output):
    """Whether somebody may apply, rule by rule."""

    model_config = by_example({"may_apply": True, "rules": [JUDGED], "known": ["id_card"]})

    may_apply: bool = Field(description="No binding rule is known not to be met")
    rules: list[JudgedRule]
    known: list[str] = Field(description="Keys of materials that need not be handed in: we know")


class KeptServiceView(KeptServiceLine):
    """A service as its office keeps it: the draft, and what is published."""

    model_config = by_example(
        {
            **KEPT,
            "draft": GUIDE,
            "published": GUIDE,
            "withdrawn_at": None,
            "withdrawal_reason": None,
        }
    )

    draft: GuideView
    published: GuideView | None
    withdrawn_at: Instant | None
    withdrawal_reason: str | None


class ServiceWithdrawal(Input):
    """Why a service is not offered any more; its readers are told."""

    model_config = by_example({"reason": "政策调整，改由街道办理"})

    reason: Line


class ServiceEditionView(Output):
    """A guide as it was published."""

    model_config = by_example(
        {
            "number": 2,
            "published_at": KEPT["published_at"],
            "published_by": "王*四",
            "form_version_id": None,
            "guide": GUIDE,
        }
    )

    number: int
    published_at: Instant
    published_by: str | None = Field(description="Masked")
    form_version_id: UUID | None
    guide: GuideView


class ServiceFactLine(Output):
    """A fact that rules and materials of guides may name."""

    model_config = by_example({"key": "sex", "title": "性别", "words": {"male": "男"}})

    key: str
    title: str
    words: dict[str, str] | None = Field(description="Null: a whole number")


class ServiceFacts(Output):
    """All facts that rules and materials of guides may name."""

    model_config = by_example({"items": [{"key": "age", "title": "年龄（周岁）", "words": None}]})

    items: list[ServiceFactLine]
