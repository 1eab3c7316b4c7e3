"""Reads of certificates."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.access.actor import Actor, in_scope, of_organisation
from shequ_api.features.service_certificates.models import ServiceCertificate
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
C = ServiceCertificate
ORDER = [C.issued_at, C.id]


def held_by(actor: Actor, *, organisation: bool) -> ColumnElement[bool]:
    """A person's own or of whom they act for by a mandate, or those of the organisation for which
    they act."""
    if not organisation:
        return C.holder_id == actor.concerned_id
    return of_organisation(actor, C.organisation_id)


def holds(actor: Actor, certificate: ServiceCertificate) -> bool:
    """Whether it is one of these."""
    if certificate.organisation_id is not None:
        return certificate.organisation_id == actor.organisation_id
    return certificate.holder_id == actor.concerned_id


@built_once
def lines_of() -> Rows:
    """Certificates with all that stands on them."""
    return select(C.__table__)


def issued_in(actor: Actor) -> ColumnElement[bool]:
    """Those of offices in the actor's scope."""
    return in_scope(actor, C)


def by_number_and_code(number: str, code: str) -> Select[ServiceCertificate]:
    """The one on which both stand."""
    return select(C).where(C.code == code, C.number == number)


def holding_of(person_id: UUID) -> Select[ServiceCertificate]:
    """All certificates of a person."""
    return select(C).where(C.holder_id == person_id).order_by(C.issued_at)


def latest_of(certificate_id: UUID) -> Select[UUID]:
    """The one that stands in its place by now: itself, unless it was replaced."""
    begun = select(C.id, C.replaced_by_id).where(C.id == certificate_id).cte(recursive=True)
    after = select(C.id, C.replaced_by_id).join(begun, C.id == begun.c.replaced_by_id)
    chain = begun.union_all(after)
    return select(chain.c.id).where(chain.c.replaced_by_id.is_(None))
