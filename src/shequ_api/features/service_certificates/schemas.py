from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.service_certificates.rules import (
    HolderNameShown,
    RevokedFor,
    ServiceCertificateState,
)
from shequ_api.kit.schema import Input, Instant, Line, Note, Output, by_example

CONTENT = {
    "number": "510108483920174",
    "title": "高龄津贴资格认定书",
    "service_title": "高龄津贴申请",
    "holder_name": "王*四",
    "office_name": "四川省成都市成华区保和街道致强社区",
    "issued_on": "2026-11-22",
    "valid_until": "2027-11-21",
    "state": "valid",
    "state_title": "有效",
}
STATED = {"label": "开户银行", "value": "成都银行"}
OWN = {
    **CONTENT,
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000821",
    "holder_name": "王老四",
    "name_shown": "masked",
    "said": "每月 100 元",
    "stated": [STATED],
    "check_url": "https://example.org/z/510108483920174/7K2M9PXDR4T8W3ZQHN",
    "issued_at": "2026-11-22T09:30:00.000+08:00",
    "revoked_at": None,
    "revoked_for": None,
    "revocation_reason": None,
    "replaced_by_id": None,
}


class _Content(Output):
    number: str = Field(description="15 digits, the last one a check digit (Damm)")
    title: str
    service_title: str = Field(description="The service that it came from")
    issued_on: date = Field(description="Its first day, in China")
    valid_until: date | None = Field(description="Its last day; null: until it is revoked")
    office_name: str = Field(description="Who issued it")
    state: ServiceCertificateState
    state_title: str


class StatedAnswer(Output):
    """What was filled in, as it stands on the certificate."""

    model_config = by_example(STATED)

    label: str
    value: str


class ServiceCertificateView(_Content):
    """A certificate as its holder and its office see it."""

    model_config = by_example(OWN)

    id: UUID
    holder_name: str
    name_shown: HolderNameShown = Field(
        description="What whoever checks it reads: `masked`, a person's masked name and not what "
        "else stands on it; `full`, all of it"
    )
    said: str | None = Field(description="What else stands on it")
    stated: list[StatedAnswer] = Field(
        description="Answers of the application that its guide has stated on it, as they were when "
        "it was issued"
    )
    check_url: str = Field(description="Where anybody may check it: what its QR code says")
    issued_at: Instant
    revoked_at: Instant | None
    revoked_for: RevokedFor | None
    revocation_reason: str | None
    replaced_by_id: UUID | None


class ServiceCertificateCheck(_Content):
    """What whoever has number and code of a certificate may know of it."""

    model_config = by_example(
        CONTENT | {"name_shown": "masked", "said": None, "stated": [], "revoked_on": None}
    )

    holder_name: str = Field(description="A person's masked, unless they chose to show it")
    name_shown: HolderNameShown = Field(
        description="Whether its holder has all shown that stands on it"
    )
    said: str | None = Field(description="What else stands on it; null too where it is not shown")
    stated: list[StatedAnswer] = Field(description="Empty too where it is not shown")
    revoked_on: date | None


class ServiceCertificateNameShown(Input):
    """Whether whoever checks it reads my whole name, and what else stands on it."""

    model_config = by_example({"name_shown": "full"})

    name_shown: Annotated[HolderNameShown, Field(strict=False)]


class ServiceCertificateRevocation(Input):
    """Why it holds no more; its holder reads it."""

    model_config = by_example({"reason": "经复核不符合条件"})

    reason: Line


class ServiceCertificateReplacement(Input):
    """What stands on the new one instead, and why."""

    model_config = by_example(
        {"holder_name": "王老四", "said": "每月 100 元", "reason": "姓名更正"}
    )

    holder_name: Line
    said: Note | None
    reason: Line
