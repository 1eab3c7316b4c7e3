from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from shequ_api.kit.clock import CHINA
from shequ_api.kit.schema import CleanText, Input, Instant, Line, Output, by_example

Version = Annotated[int, Field(ge=1, le=10_000, examples=[1])]
LongText = Annotated[CleanText, Field(min_length=20, max_length=50_000)]
CODE = Field(examples=["privacy_notice"])


def _in_our_time(kept: Any) -> Any:
    """Instants, however deep they lie, as all other answers show them."""
    if isinstance(kept, dict):
        return {key: _in_our_time(value) for key, value in kept.items()}
    if isinstance(kept, list | tuple):
        return [_in_our_time(value) for value in kept]
    if isinstance(kept, datetime):
        return kept.astimezone(CHINA).isoformat(timespec="milliseconds")
    return kept


class ConsentPolicyDraft(Input):
    """A new version of a policy; published at once, and never changed."""

    model_config = by_example(
        {
            "version": 2,
            "title": "个人信息处理规则",
            "text": "我们处理您的手机号、住址和诉求内容，只为办理您的事项……",
            "legal_basis": "个人信息保护法第十三条第一款第一项",
        }
    )

    version: Version
    title: Line
    text: LongText
    legal_basis: Line


class ConsentPolicyView(Output):
    """The version of a policy that is in force."""

    model_config = by_example(
        {
            "code": "privacy_notice",
            "version": 1,
            "title": "个人信息处理规则",
            "text": "我们处理您的手机号、住址和诉求内容，只为办理您的事项……",
            "legal_basis": "个人信息保护法第十三条第一款第一项",
            "published_at": "2026-01-01T00:00:00.000+08:00",
        }
    )

    code: str = CODE
    version: int
    title: str
    text: str
    legal_basis: str
    published_at: Instant


class ConsentGift(Input):
    """The version that the person has read."""

    model_config = by_example({"version": 1})

    version: Version


class ConsentView(Output):
    """What I said to a policy: the version that I agreed to, and the one in force."""

    model_config = by_example(
        {
            "code": "privacy_notice",
            "title": "个人信息处理规则",
            "version": 1,
            "current_version": 1,
            "given_at": "2026-11-22T09:30:00.000+08:00",
            "withdrawn_at": None,
        }
    )

    code: str = CODE
    title: str
    version: int | None = Field(description="None: never agreed to any version")
    current_version: int
    given_at: Instant | None
    withdrawn_at: Instant | None


class PersonalDataPart(Output):
    """What one part of the system keeps about me."""

    model_config = by_example(
        {"module": "people", "title": "人员与身份", "data": {"姓名": "李小梅"}}
    )

    module: str
    title: str
    data: Annotated[dict[str, Any], AfterValidator(_in_our_time)]


class PersonalDataCopy(Output):
    """All that is kept about me, in clear, by the part that keeps it."""

    model_config = by_example(
        {
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "copied_at": "2026-11-22T09:30:00.000+08:00",
            "parts": [{"module": "people", "title": "人员与身份", "data": {"姓名": "李小梅"}}],
        }
    )

    person_id: UUID
    copied_at: Instant
    parts: list[PersonalDataPart]


class ErasureRequest(Input):
    """Typed by the person: an erasure is no slip of a finger."""

    model_config = by_example({"confirmation": "注销账号"})

    confirmation: Literal["注销账号"]


class ErasureView(Output):
    """An erasure that was asked for: when it will be done; until then it can be withdrawn."""

    model_config = by_example(
        {
            "requested_at": "2026-11-22T09:30:00.000+08:00",
            "due_at": "2026-11-29T09:30:00.000+08:00",
            "withdrawn_at": None,
        }
    )

    requested_at: Instant
    due_at: Instant
    withdrawn_at: Instant | None


class RetentionRuleView(Output):
    """What is kept how long, and why."""

    model_config = by_example(
        {"module": "events", "title": "幂等记录", "kept_for": "30 天", "reason": "网络重试"}
    )

    module: str
    title: str
    kept_for: str
    reason: str
