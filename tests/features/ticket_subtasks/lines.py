"""A ticket in so many parts, with which somebody helped so often."""

from httpx import AsyncClient

from tests.cast import Cast
from tests.features.ticket_help.helped import PARTNER, team
from tests.features.tickets.conftest import maker


async def in_parts(client: AsyncClient, cast: Cast, lines: int) -> None:
    """`cast.places` knows it."""
    one = await team(client, cast, maker(client, cast))
    for _ in range(lines):
        assert (await one.helped_by(PARTNER)).status_code == 201
        assert (await one.relieved(PARTNER)).status_code == 200
    for number in range(lines):
        await one.part(PARTNER, title=f"第{number}项")
    cast.places["helped_ticket"] = one.ticket["id"]
