"""Reads about policies, consents and erasures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from shequ_api.base.people.consent_models import Consent, ConsentPolicy
from shequ_api.base.privacy.models import Erasure

Rows = Select[*tuple[Any, ...]]


def current_policies() -> Select[ConsentPolicy]:
    """The latest version of each policy."""
    newest = select(ConsentPolicy).ext(distinct_on(ConsentPolicy.code))
    return newest.order_by(ConsentPolicy.code, ConsentPolicy.version.desc())


def consents_of(person_id: UUID) -> Rows:
    """Each policy with the person's latest word on it."""
    policy = aliased(ConsentPolicy, current_policies().subquery())
    latest = select(Consent).ext(distinct_on(Consent.code)).where(Consent.person_id == person_id)
    said = aliased(Consent, latest.order_by(Consent.code, Consent.given_at.desc()).subquery())
    return (
        select(
            policy.code,
            policy.title,
            said.version,
            policy.version.label("current_version"),
            said.given_at,
            said.withdrawn_at,
        )
        .select_from(policy)
        .outerjoin(said, said.code == policy.code)
        .order_by(policy.code)
    )


def live_consent(person_id: UUID, code: str) -> Select[Consent]:
    """The consent that stands."""
    mine = and_(Consent.person_id == person_id, Consent.code == code)
    return select(Consent).where(mine, Consent.withdrawn_at.is_(None))


def live_erasure(person_id: UUID) -> Select[Erasure]:
    """The erasure that was asked for and not withdrawn."""
    return select(Erasure).where(Erasure.person_id == person_id, Erasure.withdrawn_at.is_(None))


def due_erasures(now: datetime, most: int) -> Select[Erasure]:
    """Erasures whose cooling-off time is over and that nobody has begun."""
    waiting = and_(Erasure.withdrawn_at.is_(None), Erasure.announced_at.is_(None))
    due = select(Erasure).where(waiting, Erasure.due_at <= now).order_by(Erasure.due_at)
    return due.limit(most).with_for_update(skip_locked=True)
