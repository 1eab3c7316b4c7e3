"""What this feature keeps about persons: who set policies. Accounts name nobody."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.kit.http.parts import Parts


async def collect(_: AsyncSession, __: Parts, ___: UUID) -> dict[str, Any]:
    """Nothing: whose lots they are is told where the card is."""
    return {}


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: the policy stays signed by an account that names nobody then."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who set a policy stays as it was signed; lots go where the points go."""


PERSONAL_DATA = PersonalData(
    columns=("points_expiry_policies.set_by_id",), collect=collect, erase=erase, merge=merge
)
