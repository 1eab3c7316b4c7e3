"""Lines for the lists of what clocks go by."""

from httpx import AsyncClient

from tests.cast import Cast
from tests.features.ticket_clocks.desk import ROUND, Desk, policy


async def clocked(client: AsyncClient, cast: Cast, times: int) -> None:
    """A district that changes its mind about how long things may take."""
    desk = Desk(client, cast)
    for version in range(times):
        ruled = await desk.rule(policy(first=version + 1), version=version)
        opened = await desk.open_hours(None if version % 2 else ROUND, version=version)
        assert (ruled.status_code, opened.status_code) == (200, 200), opened.text
