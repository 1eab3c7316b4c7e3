import pytest
from httpx import AsyncClient

from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.features.subscription_messages.phones import Phones
from tests.serving import Hand


@pytest.fixture
async def phones(client: AsyncClient, parts: Parts, cast: Cast, hand: Hand) -> Phones:
    return Phones(client, parts, cast, hand)
