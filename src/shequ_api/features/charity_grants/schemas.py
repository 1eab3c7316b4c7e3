"""Shapes of proposals, deliveries and allocation rules."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.files.schemas import FileView
from shequ_api.features.charity_grants.rules import DeliveryProof, GrantForm, ProposalState
from shequ_api.kit.schema import Amount, Id, Input, Instant, Line, Note, Output, by_example

PROPOSAL = "0199a3c4-5d6e-7f80-9a1b-000000000701"
POOL = "0199a3c4-5d6e-7f80-9a1b-000000000116"
DWELLING = "0199a3c4-5d6e-7f80-9a1b-000000000109"
PERSON = "0199a3c4-5d6e-7f80-9a1b-000000000101"
PHOTO = "0199a3c4-5d6e-7f80-9a1b-00000000010a"
AT = "2026-11-22T09:30:00.000+08:00"
Photos = Annotated[list[Id], Field(max_length=9)]


class ProposalDraft(Input):
    """Who should get something, why, how much and for what."""

    model_config = by_example(
        {
            "place_id": DWELLING,
            "pool_id": POOL,
            "person_id": PERSON,
            "form": "points",
            "need": "独居，近期住院，行动不便",
            "use": "共享食堂用餐",
            "points": 200,
            "photo_ids": [PHOTO],
        }
    )

    place_id: Id = Field(description="The dwelling")
    pool_id: Id
    person_id: Id | None = Field(
        default=None, description="One of those who live there; needed where it goes to a card"
    )
    form: Annotated[GrantForm, Field(strict=False)]
    need: Note
    use: Line
    points: Amount
    photo_ids: Photos = []

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.form == GrantForm.POINTS and self.person_id is None:
            raise PydanticCustomError("person_needed", "积分入卡须指明受助人")
        return self


class ProposalReason(Input):
    """Why a proposal is declined or withdrawn."""

    model_config = by_example({"reason": "已由街道临时救助解决"})

    reason: Note


class ProposalReveal(Input):
    """For what purpose, and why, the need is looked at: it is logged."""

    model_config = by_example({"purpose": "care", "reason": "复审困难帮扶"})

    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Line


class DeliveryRecord(Input):
    """What was seen when a grant was handed over."""

    model_config = by_example(
        {
            "proposal_id": PROPOSAL,
            "proof": "witness",
            "handed_at": AT,
            "receiver_name": "李小梅",
            "witness_name": "王小四",
            "photo_ids": [],
        }
    )

    proposal_id: Id
    proof: Annotated[DeliveryProof, Field(strict=False)]
    handed_at: Instant
    receiver_name: Line | None = None
    witness_name: Line | None = None
    photo_ids: Photos = []

    @model_validator(mode="after")
    def _proven(self) -> Self:
        if self.proof == DeliveryProof.ACCEPTANCE:
            raise PydanticCustomError("proof_unfit", "本人确认只能由本人在小程序中作出")
        if self.proof == DeliveryProof.WITNESS and self.witness_name is None:
            raise PydanticCustomError("witness_needed", "请填写见证人姓名")
        if self.proof != DeliveryProof.WITNESS and not self.photo_ids:
            raise PydanticCustomError("photo_needed", "请上传现场照片或签收单照片")
        return self


VIEW = {
    "id": PROPOSAL,
    "place_id": DWELLING,
    "place_name": "致强社区东苑1栋1单元0101",
    "pool_id": POOL,
    "pool_title": "暖冬送餐",
    "person_id": PERSON,
    "person_name": "李*梅",
    "rule_id": None,
    "month": None,
    "form": "points",
    "form_title": "积分入卡",
    "points": 200,
    "state": "approved",
    "state_title": "待复审",
    "proposed_at": AT,
    "proposed_by_name": "王小四",
    "approved_by_name": "赵小五",
    "approved_at": AT,
    "confirmed_by_name": None,
    "confirmed_at": None,
    "deliver_until": None,
    "proof": None,
    "proof_title": None,
    "handed_at": None,
    "handed_by_name": None,
    "closed_at": None,
}


class ProposalView(Output):
    """A proposal as those see it who work for the household; the need is looked at apart."""

    model_config = by_example(VIEW)

    id: UUID
    place_id: UUID
    place_name: str
    pool_id: UUID
    pool_title: str
    person_id: UUID | None
    person_name: str | None = Field(description="Masked")
    rule_id: UUID | None = Field(description="The allocation rule that proposed it")
    month: date | None
    form: GrantForm
    form_title: str
    points: int
    state: ProposalState
    state_title: str
    proposed_at: Instant
    proposed_by_name: str | None
    approved_by_name: str | None
    approved_at: Instant | None
    confirmed_by_name: str | None
    confirmed_at: Instant | None
    deliver_until: Instant | None
    proof: DeliveryProof | None
    proof_title: str | None
    handed_at: Instant | None
    handed_by_name: str | None
    closed_at: Instant | None


class ProposalWords(Output):
    """What is sealed of a proposal, in clear; null where it is let go or was never said."""

    model_config = by_example(
        {
            "id": PROPOSAL,
            "person_name": "李小梅",
            "need": "独居，近期住院，行动不便",
            "use": "共享食堂用餐",
            "receiver_name": None,
            "witness_name": None,
            "end_reason": None,
            "need_photos": [],
            "delivery_photos": [],
        }
    )

    id: UUID
    person_name: str | None
    need: str | None
    use: str | None
    receiver_name: str | None
    witness_name: str | None
    end_reason: str | None
    need_photos: list[FileView]
    delivery_photos: list[FileView]


class MyGrant(Output):
    """What I am granted, and until when I can take it."""

    model_config = by_example(
        {
            "id": PROPOSAL,
            "pool_title": "暖冬送餐",
            "form": "points",
            "form_title": "积分入卡",
            "points": 200,
            "state": "granted",
            "state_title": "待发放",
            "confirmed_at": AT,
            "deliver_until": "2026-12-22T09:30:00.000+08:00",
            "handed_at": None,
        }
    )

    id: UUID
    pool_title: str
    form: GrantForm
    form_title: str
    points: int
    state: ProposalState
    state_title: str
    confirmed_at: Instant | None
    deliver_until: Instant | None
    handed_at: Instant | None
