"""What this feature keeps about persons: their certificates, with the name on them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.volunteer_certificates.models import VolunteerCertificate
from shequ_api.features.volunteer_certificates.rules import WithdrawnFor
from shequ_api.features.volunteer_hours.public import VolunteerAccount
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """My certificates."""
    mine = select(VolunteerCertificate).where(VolunteerCertificate.person_id == person_id)
    return {
        "志愿服务证明": [
            {
                "编号": each.number,
                "姓名": each.name,
                "分钟": each.minutes,
                "次数": each.services,
                "起": each.first_day,
                "止": each.last_day,
                "开具时间": each.issued_at,
                "作废时间": each.withdrawn_at,
            }
            for each in await session.scalars(mine.order_by(VolunteerCertificate.issued_at))
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """The name goes, and with it the certificate: whoever checks it is told that it holds no
    more."""
    theirs = update(VolunteerCertificate).where(VolunteerCertificate.person_id == person_id)
    gone = {
        "name": FORGOTTEN,
        "withdrawn_at": func.coalesce(VolunteerCertificate.withdrawn_at, now),
        "withdrawn_for": func.coalesce(
            VolunteerCertificate.withdrawn_for, WithdrawnFor.ACCOUNT_GONE.value
        ),
    }
    await session.execute(theirs.values(gone), execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """The certificates are the kept person's, and speak of the account that has the hours now."""
    has_now = (
        select(VolunteerAccount.id)
        .where(
            VolunteerAccount.person_id == kept_id,
            VolunteerAccount.district_id == VolunteerCertificate.district_id,
        )
        .scalar_subquery()
    )
    theirs = update(VolunteerCertificate).where(VolunteerCertificate.person_id == merged_id)
    speaking = theirs.values(account_id=func.coalesce(has_now, VolunteerCertificate.account_id))
    await session.execute(speaking, execution_options=QUIET)
    await repoint(session, [VolunteerCertificate.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("volunteer_certificates.person_id",), collect=collect, erase=erase, merge=merge
)
