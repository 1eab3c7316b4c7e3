from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.volunteer_certificates.rules import (
    CertificateState,
    NameShown,
    WithdrawnFor,
)
from shequ_api.kit.schema import Id, Input, Instant, Output, by_example

Day = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), lt=date(2100, 1, 1))]


class VolunteerCertificateDraft(Input):
    """Of which days, and how my name is shown on it."""

    model_config = by_example(
        {
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000100",
            "first_day": "2026-01-01",
            "last_day": "2026-11-22",
            "name_shown": "full",
        }
    )

    district_id: Id = Field(description="In which the hours were served")
    first_day: Day | None = Field(default=None, description="Else from the first service on")
    last_day: Day | None = Field(default=None, description="Else until today")
    name_shown: Annotated[NameShown, Field(strict=False)] = Field(
        description="Whether the paper, and whoever checks it, shows my name whole or masked"
    )
    replaces_id: Id | None = Field(
        default=None, description="A valid one of mine that is withdrawn for it"
    )


CONTENT = {
    "number": "510108483920174",
    "name": "王*四",
    "issued_at_name": "成华区",
    "minutes": 135,
    "hours_text": "2 小时 15 分钟",
    "services": 2,
    "first_day": "2026-01-01",
    "last_day": "2026-11-22",
    "state": "valid",
    "state_title": "有效",
}


class CertificateContent(Output):
    """What stands on a certificate, and whether it holds."""

    number: str = Field(description="15 digits, the last one a check digit (Damm)")
    name: str = Field(description="As the holder chose to show it")
    issued_at_name: str = Field(description="The district that issued it")
    minutes: int
    hours_text: str
    services: int
    first_day: date
    last_day: date
    state: CertificateState
    state_title: str


class VolunteerCertificateView(CertificateContent):
    """A certificate of mine."""

    model_config = by_example(
        CONTENT
        | {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000720",
            "name_shown": "masked",
            "check_url": "https://example.org/c/7K2M9PXDR4T8W3ZQHN",
            "issued_at": "2026-11-22T09:30:00.000+08:00",
            "withdrawn_at": None,
            "withdrawn_for": None,
            "replaced_by_id": None,
        }
    )

    id: UUID
    name_shown: NameShown
    check_url: str = Field(description="Where anybody may check it: what its QR code says")
    issued_at: Instant
    withdrawn_at: Instant | None
    withdrawn_for: WithdrawnFor | None
    replaced_by_id: UUID | None


class VolunteerCertificateCheck(CertificateContent):
    """What whoever has the code of a certificate may know of it."""

    model_config = by_example(CONTENT | {"issued_on": "2026-11-22", "withdrawn_on": None})

    issued_on: date
    withdrawn_on: date | None
