"""What is told to whoever applied for a service, and to whoever handles it."""

from typing import Any

from shequ_api.features.inbox.public import MessageKind
from shequ_api.features.message_lines.lines import Line
from shequ_api.features.service_applications.events import (
    ApplicationAccepted,
    ApplicationDecided,
    ApplicationLapsed,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationSupplemented,
    ApplicationWithdrawn,
)
from shequ_api.features.service_certificates.events import CertificateRevoked
from shequ_api.features.service_drafts.events import DraftConfirmationAsked

K = MessageKind
_APPLIED = ("owner_id", "filed_by_id")
"""In whose list it stands, and who filled it in for them."""
_BY = ("by_id",)


def _done_for_them(fact: Any) -> bool:
    """By somebody; what a colleague does for an organisation is done for it."""
    return fact.by_id is not None and fact.organisation_id is None


SERVICE_LINES: tuple[Line, ...] = (
    Line(
        K.SERVICE_APPLICATION_FILED,
        ApplicationSubmitted,
        ("owner_id",),
        but=_BY,
        when=lambda fact: fact.filed_by_id is not None,
    ),
    Line(K.SERVICE_APPLICATION_ACCEPTED, ApplicationAccepted, _APPLIED, but=_BY),
    Line(K.SERVICE_APPLICATION_RETURNED, ApplicationReturned, _APPLIED, but=_BY),
    Line(K.SERVICE_APPLICATION_DECIDED, ApplicationDecided, _APPLIED, but=_BY),
    Line(K.SERVICE_APPLICATION_LAPSED, ApplicationLapsed, _APPLIED),
    Line(K.SERVICE_APPLICATION_SUPPLEMENTED, ApplicationSupplemented, ("handler_id",)),
    Line(K.SERVICE_APPLICATION_WITHDRAWN, ApplicationWithdrawn, ("handler_id",)),
    *(
        Line(K.SERVICE_APPLICATION_ACTED_FOR, done, ("owner_id",), but=_BY, when=_done_for_them)
        for done in (ApplicationSupplemented, ApplicationWithdrawn)
    ),
    Line(K.SERVICE_DRAFT_TO_CONFIRM, DraftConfirmationAsked, ("applicant_id",)),
    Line(K.SERVICE_CERTIFICATE_REVOKED, CertificateRevoked, ("holder_id", "served_by_ids")),
)
