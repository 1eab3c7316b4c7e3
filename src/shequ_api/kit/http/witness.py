"""The witness: told of every request that may change something, and of those that did."""

from typing import Protocol

from fastapi import Response

from shequ_api.kit.http.exchange import Exchange


class Witness(Protocol):
    """A part that the application may bring; only GETs pass without it."""

    def attend(self, exchange: Exchange) -> None:
        """Before the endpoint runs; again where it is run again, with a new exchange."""

    def testify(self, exchange: Exchange, response: Response) -> None:
        """Before the commit of a success: what is added to its session lasts with the change."""
