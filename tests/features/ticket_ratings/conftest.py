from itertools import count
from typing import Any

import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.tickets.conftest import TicketMaker, maker


@pytest.fixture
def file_ticket(client: AsyncClient, cast: Cast) -> TicketMaker:
    """Files tickets over HTTP, no two in the same words."""
    make, numbers = maker(client, cast), count(1)

    async def different(by: str = "resident", **draft: Any) -> dict[str, Any]:
        words = {"text": f"第{next(numbers)}处楼道堆了垃圾"}
        return await make(by=by, **(words | draft))

    return different
