from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.files.schemas import FileView
from shequ_api.base.people.models import PartnerKind
from shequ_api.base.people.schemas import Day, Phone
from shequ_api.features.partners.flow import PartnerState
from shequ_api.features.partners.rules import SettlementPeriod, Verdict
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Note, Output, by_example

Offers = Annotated[CleanText, Field(min_length=1, max_length=500)]
_PROFILE = {
    "offers": "每月第一个周六义务理发；会员价八折",
    "address": "致强东路 8 号 1 楼",
    "contact_name": "周小五",
    "contact_phone": "13900139001",
    "shows_contact": True,
}
_SHOWN = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000201",
    "partner_kind": "business",
    "name": "小五理发店",
    **{key: value for key, value in _PROFILE.items() if key != "shows_contact"},
}
_OVERSEEN: dict[str, Any] = {
    **_SHOWN,
    "contact_phone": "139******01",
    "shows_contact": True,
    "state": "active",
    "state_title": "合作中",
    "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "organisation_id": "0199a3c4-5d6e-7f80-9a1b-000000000202",
    "applied_at": "2026-11-22T09:30:00.000+08:00",
    "agreed_until": "2027-11-30",
    "suspended_at": None,
    "ended_at": None,
}
_STEP = {
    "step": "sign",
    "step_title": "签订协议",
    "state": "active",
    "at": "2026-11-22T09:30:00.000+08:00",
    "actor_name": "周小五",
    "note": None,
}


class PartnerProfile(Input):
    """What a partner says of itself."""

    model_config = by_example(_PROFILE)

    offers: Offers = Field(description="What it supplies")
    address: Line
    contact_name: Line
    contact_phone: Phone
    shows_contact: bool = Field(
        default=False, description="Whether residents see name and number of the contact"
    )


class PartnerApplication(PartnerProfile):
    """To become a partner of a community. A business brings a photo of its licence."""

    model_config = by_example(
        {
            **_PROFILE,
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "partner_kind": "business",
            "name": "小五理发店",
            "licence_photo_id": "0199a3c4-5d6e-7f80-9a1b-00000000010a",
        }
    )

    community_id: Id
    partner_kind: Annotated[PartnerKind, Field(strict=False)]
    name: Line
    licence_photo_id: Id | None = None


class PartnerAmendment(PartnerProfile):
    """The application anew, with what was asked for."""

    model_config = by_example(
        {
            **_PROFILE,
            "name": "小五理发店",
            "licence_photo_id": "0199a3c4-5d6e-7f80-9a1b-00000000010a",
            "note": "已补上营业执照照片",
        }
    )

    name: Line
    licence_photo_id: Id | None = Field(default=None, description="Absent: the one that is there")
    note: Note | None = None


class PartnerReview(Input):
    """The community's word. Only accepting needs no reason."""

    model_config = by_example({"verdict": "ask_more", "reason": "请补充营业执照照片"})

    verdict: Annotated[Verdict, Field(strict=False)]
    reason: Note | None = None
    organisation_id: Id | None = Field(
        default=None, description="With `accept`: the organisation that it is already"
    )


class PartnerReason(Input):
    """Why."""

    model_config = by_example({"reason": "多次未按约定时间提供服务"})

    reason: Note


class PartnerView(Output):
    """A partner, as its people and the community's office see it."""

    model_config = by_example(_OVERSEEN)

    id: UUID
    state: PartnerState
    state_title: str
    partner_kind: PartnerKind
    name: str
    offers: str
    address: str
    contact_name: str
    contact_phone: str | None = Field(description="Masked; null once it is erased")
    shows_contact: bool
    community_id: UUID
    organisation_id: UUID | None
    applied_at: Instant
    agreed_until: date | None = Field(description="The last day of what it signed")
    suspended_at: Instant | None
    ended_at: Instant | None


class PartnerStep(Output):
    """One step of a partner's way, and what was said."""

    model_config = by_example(_STEP)

    step: str
    step_title: str
    state: PartnerState
    at: Instant
    actor_name: str | None = Field(description="For those who oversee partners")
    note: str | None


class PartnerDossier(PartnerView):
    """A partner, its licence, and how it came to where it stands."""

    model_config = by_example(
        {**_OVERSEEN, "licence": None, "legal_steps": ["renew", "suspend", "end"], "steps": [_STEP]}
    )

    licence: FileView | None
    legal_steps: list[str] = Field(description="What somebody may make of it now")
    steps: list[PartnerStep]


class PublicPartner(Output):
    """A partner, as everybody sees it."""

    model_config = by_example(_SHOWN)

    id: UUID
    partner_kind: PartnerKind
    name: str
    offers: str
    address: str
    contact_name: str | None = Field(description="Where the partner shows it")
    contact_phone: str | None = Field(description="Where the partner shows it")


class PartnerReveal(Input):
    """For what purpose, and why, a number is looked at."""

    model_config = by_example({"purpose": "contact", "reason": "核对营业执照"})

    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Line


class PartnerContact(Output):
    """A number in clear. That it was looked at is logged."""

    model_config = by_example(
        {"id": "0199a3c4-5d6e-7f80-9a1b-000000000201", "contact_phone": "13900139001"}
    )

    id: UUID
    contact_phone: str | None


class AgreementDraft(Input):
    """What a partner is offered: by which terms, at which rate, for which days."""

    model_config = by_example(
        {
            "terms_id": "0199a3c4-5d6e-7f80-9a1b-000000000203",
            "fen_per_100_points": 1000,
            "settlement_period": "month",
            "starts_on": "2026-12-01",
            "ends_on": "2027-11-30",
        }
    )

    terms_id: Id
    fen_per_100_points: int = Field(
        ge=0, le=1_000_000, description="What the community pays for points; 0: nothing"
    )
    settlement_period: Annotated[SettlementPeriod, Field(strict=False)]
    starts_on: Day
    ends_on: Day = Field(description="The last day, included")


class AgreementView(Output):
    """An agreement with the text that it is about."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000204",
            "partner_id": "0199a3c4-5d6e-7f80-9a1b-000000000201",
            "number": 1,
            "terms_id": "0199a3c4-5d6e-7f80-9a1b-000000000203",
            "terms_number": 2,
            "terms_title": "“益·社”联盟合作条款",
            "terms_text": "一、合伙人按承诺的时间、数量和质量提供商品或服务……",
            "fen_per_100_points": 1000,
            "settlement_period": "month",
            "starts_on": "2026-12-01",
            "ends_on": "2027-11-30",
            "cut_on": None,
            "offered_at": "2026-11-22T09:30:00.000+08:00",
            "signed_at": "2026-11-23T09:30:00.000+08:00",
            "signed_by": "周小五",
            "withdrawn_at": None,
        }
    )

    id: UUID
    partner_id: UUID
    number: int
    terms_id: UUID
    terms_number: int
    terms_title: str
    terms_text: str
    fen_per_100_points: int
    settlement_period: SettlementPeriod
    starts_on: date
    ends_on: date
    cut_on: date | None = Field(description="Its last day, where the next one took over before")
    offered_at: Instant
    signed_at: Instant | None
    signed_by: str | None
    withdrawn_at: Instant | None
