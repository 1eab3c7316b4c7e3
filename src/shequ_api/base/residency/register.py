"""What residency asks of the register of people and housing, which a feature keeps."""

from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


class RegisterMatcher(Protocol):
    """Tells whether the register names somebody at a dwelling. Brought by whoever keeps one."""

    async def matches(
        self,
        session: AsyncSession,
        dwelling_id: UUID,
        name: str,
        phone: str | None,
        id_number: str | None = None,
    ) -> bool:
        """Whether somebody of this true name is known to live in the dwelling now.

        The number of the identity document decides where one is given, else the phone; with
        neither nothing matches. The answer is one bit, whatever was wrong, and the number is
        neither kept nor logged.
        """
        ...
