"""The witness: told of every request that may change something, and of those that did."""

from typing import Protocol

from fastapi import Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.http.exchange import Exchange

UNSIGNED = "unsigned"
"""In a session's `info`: who asks is not to be written down."""


def leave_unsigned(session: AsyncSession) -> None:
    """What this request changes is testified without saying who asked."""
    session.info[UNSIGNED] = True


class Witness(Protocol):
    """A part that the application may bring; only GETs pass without it."""

    def attend(self, exchange: Exchange) -> None:
        """Before the endpoint runs; again where it is run again, with a new exchange."""

    def testify(self, exchange: Exchange, response: Response) -> None:
        """Before the commit of a success: what is added to its session lasts with the change."""
