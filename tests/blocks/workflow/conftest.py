"""A database of the tests' own, with rows that a case needs, reached by both roles."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.kit.db import Database, open_database
from shequ_api.kit.embedded import Embedded
from tests.conftest import WORKER, clone


@dataclass(frozen=True)
class Ground:
    """Where kites are flown, by whom, and who may look at the tables how."""

    app: Database
    owner: Database
    district_id: UUID
    actor_id: UUID


@pytest.fixture(scope="package")
async def ground(server: Embedded, template: str) -> AsyncIterator[Ground]:
    addresses = clone(server, template, f"shequ_workflow_{WORKER}_test")
    app, owner = open_database(addresses.app), open_database(addresses.owner, pool_size=1)
    async with app.sessions() as session:
        district_id = await session.scalar(select(Place.id).where(Place.code == "510108000000"))
        actor_id = await session.scalar(select(Person.id).limit(1))
    assert district_id is not None
    assert actor_id is not None
    yield Ground(app, owner, district_id, actor_id)
    await app.close()
    await owner.close()
