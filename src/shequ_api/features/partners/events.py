from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PartnerDecided(Fact):
    """`subject_id` is the partner: the community said something to an application."""

    name: ClassVar[str] = "partner_decided"

    community_id: UUID
    applicant_id: UUID
    verdict: str


class PartnerSuspended(Fact):
    """`subject_id` is the partner: it trades no more, until it is resumed."""

    name: ClassVar[str] = "partner_suspended"

    community_id: UUID
    organisation_id: UUID


class PartnerResumed(Fact):
    """`subject_id` is the partner."""

    name: ClassVar[str] = "partner_resumed"

    community_id: UUID
    organisation_id: UUID


class PartnerEnded(Fact):
    """`subject_id` is the partner: it is none any more."""

    name: ClassVar[str] = "partner_ended"

    community_id: UUID
    organisation_id: UUID


class AgreementSigned(Fact):
    """`subject_id` is the partner."""

    name: ClassVar[str] = "partner_agreement_signed"

    agreement_id: UUID
    community_id: UUID
    organisation_id: UUID


class AgreementLapsed(Fact):
    """`subject_id` is the partner, whose last agreement is over."""

    name: ClassVar[str] = "partner_agreement_lapsed"

    community_id: UUID
    organisation_id: UUID
