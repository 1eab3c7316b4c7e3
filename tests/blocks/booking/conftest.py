"""A database of the tests' own, whose commits stay, with twenty connections of the app role."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from shequ_api.base.events.facts import Hearing
from shequ_api.base.places.models import Place
from shequ_api.cli.database import Addresses
from shequ_api.kit.db import open_database
from shequ_api.kit.embedded import Embedded
from tests.blocks.booking.desk import Desk
from tests.conftest import WORKER, clone


@pytest.fixture(scope="package")
def booking_addresses(server: Embedded, template: str) -> Addresses:
    return clone(server, template, f"shequ_booking_{WORKER}_test")


@pytest.fixture(scope="package")
async def desk(booking_addresses: Addresses) -> AsyncIterator[Desk]:
    database = open_database(booking_addresses.app, pool_size=20, hearing=Hearing([], []))
    async with database.sessions() as session:
        district_id = await session.scalar(select(Place.id).where(Place.code == "510108000000"))
    assert district_id is not None
    yield Desk(database, district_id)
    await database.close()
