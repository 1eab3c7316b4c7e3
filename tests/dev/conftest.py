"""The made district, once for all tests that only look at it."""

from collections.abc import AsyncIterator

import pytest

from shequ_api.kit.embedded import Embedded
from tests.conftest import WORKER, clone, drop
from tests.dev.made import Made, make, order


@pytest.fixture(scope="module")
async def made(server: Embedded, template: str) -> AsyncIterator[Made]:
    name = f"shequ_{WORKER}_district_test"
    addresses = clone(server, template, name)
    await make(addresses, order())
    yield Made(server, name, addresses)
    drop(server, name)
