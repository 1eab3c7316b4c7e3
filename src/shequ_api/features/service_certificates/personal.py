"""What this feature keeps about persons: their certificates, and who signed them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.service_certificates import queries
from shequ_api.features.service_certificates.models import ServiceCertificate
from shequ_api.features.service_certificates.rules import RevokedFor
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET, repoint

C = ServiceCertificate


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """My certificates, and those that I signed for an office."""
    signed = select(C.number, C.issued_at).where(
        or_(C.issued_by_id == person_id, C.revoked_by_id == person_id)
    )
    return {
        "电子证明": [
            {
                "编号": each.number,
                "名称": each.title,
                "姓名": each.holder_name,
                "内容": each.said,
                "载明": each.stated,
                "出具时间": each.issued_at,
                "有效期至": each.valid_until,
                "作废时间": each.revoked_at,
            }
            for each in await session.scalars(queries.holding_of(person_id))
        ],
        "经办的电子证明": [
            {"编号": number, "出具时间": at}
            for number, at in await session.execute(signed.order_by(C.issued_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """The name goes, and with it the certificate: whoever checks it is told that it holds no
    more."""
    gone: dict[str, Any] = {
        "holder_name": FORGOTTEN,
        "said": None,
        "stated": [],
        "revoked_at": func.coalesce(C.revoked_at, now),
        "revoked_for": func.coalesce(C.revoked_for, RevokedFor.HOLDER_GONE.value),
    }
    theirs = update(C).where(C.holder_id == person_id).values(gone)
    await session.execute(theirs, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Theirs are the kept person's; who signed stays as it was signed."""
    await repoint(session, [C.holder_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "service_certificates.holder_id",
        "service_certificates.issued_by_id",
        "service_certificates.revoked_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
