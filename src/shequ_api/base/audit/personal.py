"""What the two logs keep about persons: who did what, and who looked at what about whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.audit.models import AccessLook
from shequ_api.base.audit.purposes import PURPOSE_TITLES, LookPurpose
from shequ_api.base.audit.queries import looks_at, own_subjects
from shequ_api.base.registry import PersonalData
from shequ_api.kit.http.parts import Parts

MOST = 1000


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The latest looks at what is kept about a person; all of them are listed in the app."""
    lines = looks_at(person_id, await own_subjects(session, person_id))
    latest = lines.order_by(AccessLook.at.desc(), AccessLook.id.desc()).limit(MOST)
    return {
        "谁看过我的信息": [
            {
                "时间": row["at"],
                "身份": ROLE_TITLES[Role(row["role"])],
                "组织": row["organisation_name"],
                "社区": row["community_name"],
                "看了什么": row["fields"],
                "为了什么": PURPOSE_TITLES[LookPurpose(row["purpose"])],
            }
            for row in (await session.execute(latest)).mappings()
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: both logs are evidence that nobody can change, and name persons by ids alone.

    What staff wrote as the reason of a look may name somebody; it is read by auditors alone, and
    leaves the log with its month.
    """


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> Sequence[str]:
    """Nothing, for the same reason."""
    return []


PERSONAL_DATA = PersonalData(columns=(), collect=collect, erase=erase, merge=merge)
