"""People who come to serve, on databases that are shared and on some of their own."""

import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.charity.conftest import crowd as crowd
from tests.features.charity.conftest import crowd_cast as crowd_cast
from tests.features.volunteer_attendance.serving import Serving


@pytest.fixture
def serving(client: AsyncClient, cast: Cast) -> Serving:
    return Serving(client, cast)
