"""What rests on a consent: whether one stands, and whether one was taken back.

Source: Personal Information Protection Law (PIPL) articles 14, 15, 29, 47.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.consent_models import Consent, ConsentPolicy
from shequ_api.kit.errors import NotNow

SENSITIVE = "sensitive_information"
"""The policy on which ID numbers, days of birth and sealed facts rest."""


class ConsentNeeded(NotNow):
    """Says which `policy` is to be agreed to, in which `version`."""

    code, title = "consent_needed", "请先阅读并同意相应条款"


class ConsentIsWithdrawn(NotNow):
    """As long as the person does not agree again. Says by which `policy`."""

    code, title = "consent_withdrawn", "本人已撤回同意，不能登记这项敏感个人信息"


async def need_consent(session: AsyncSession, person_id: UUID, policy: str) -> None:
    """ConsentNeeded, unless the version in force is agreed to. Where none was ever published
    there is nothing that anybody could agree to."""
    newest = await session.scalar(
        select(func.max(ConsentPolicy.version)).where(ConsentPolicy.code == policy)
    )
    given = select(Consent.version).where(Consent.person_id == person_id, Consent.code == policy)
    if await session.scalar(given.where(Consent.withdrawn_at.is_(None))) != newest:
        raise ConsentNeeded(policy=policy, version=newest)


async def who_withdrew(
    session: AsyncSession, person_ids: Collection[UUID], policy: str
) -> set[UUID]:
    """Of these persons, those who agreed once and took it back."""
    named = Consent.person_id == any_(literal(list(person_ids), ARRAY(Uuid())))
    said = select(Consent.person_id).where(named, Consent.code == policy)
    withdrawn = func.bool_and(Consent.withdrawn_at.is_not(None))
    return set(await session.scalars(said.group_by(Consent.person_id).having(withdrawn)))


async def refuse_withdrawn(session: AsyncSession, person_id: UUID | None, policy: str) -> None:
    """ConsentIsWithdrawn. Of somebody without an account nobody can have taken anything back."""
    if person_id is not None and await who_withdrew(session, [person_id], policy):
        raise ConsentIsWithdrawn(policy=policy)
