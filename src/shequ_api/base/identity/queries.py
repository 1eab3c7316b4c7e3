"""Reads about proofs and mandates."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.identity.models import IdentityProof, Mandate, MandateUse
from shequ_api.base.people.models import Person
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def proof_lines(person_id: UUID) -> Rows:
    """The proofs of a person, those that count no more too."""
    return select(
        IdentityProof.id,
        IdentityProof.person_id,
        IdentityProof.method,
        IdentityProof.matched_register,
        IdentityProof.proved_at,
        IdentityProof.expires_at,
        IdentityProof.revoked_at,
        IdentityProof.revoked_for,
    ).where(IdentityProof.person_id == person_id)


@built_once
def mandate_lines() -> Rows:
    """Mandates with the names of both persons, and how often they were used."""
    principal, agent = aliased(Person), aliased(Person)
    used = MandateUse.mandate_id == Mandate.id
    return (
        select(
            Mandate.id,
            Mandate.principal_id,
            principal.name.label("principal_name"),
            Mandate.agent_id,
            agent.name.label("agent_name"),
            Mandate.permissions,
            Mandate.evidence_kind,
            Mandate.note,
            Mandate.recorded_by_id,
            Mandate.made_at,
            Mandate.starts_on,
            Mandate.ends_on,
            Mandate.revoked_at,
            select(func.count()).where(used).scalar_subquery().label("uses"),
            select(func.max(MandateUse.used_at)).where(used).scalar_subquery().label("last_used"),
        )
        .join(principal, principal.id == Mandate.principal_id)
        .join(agent, agent.id == Mandate.agent_id)
    )


def is_party(person_id: UUID) -> ColumnElement[bool]:
    """Mandates that a person gave or holds."""
    return or_(Mandate.principal_id == person_id, Mandate.agent_id == person_id)


def in_force(on: date) -> ColumnElement[bool]:
    """Mandates that may be used on a day."""
    return and_(Mandate.revoked_at.is_(None), Mandate.starts_on <= on, Mandate.ends_on > on)


def use_lines(mandate_id: UUID) -> Rows:
    """What was done by a mandate."""
    uses = select(MandateUse.id, MandateUse.operation, MandateUse.used_at)
    return uses.where(MandateUse.mandate_id == mandate_id)
