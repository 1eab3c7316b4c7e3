"""Some services for lists, one of them in some editions."""

from uuid import UUID

from httpx import AsyncClient

from tests.cast import Cast
from tests.features.services.hall import Hall, guide

SIGNS = "甲乙丙丁戊己庚辛"


async def offered(client: AsyncClient, cast: Cast, lines: int) -> None:
    """As many services, each on a shelf of its own; the last in as many editions."""
    hall = Hall(client, cast)
    for sign in SIGNS[:lines]:
        service = await hall.published(title=f"{sign}事", theme=sign)
    for number in range(1, lines):
        match = {"If-Match": f'"v{service["version"]}"'}
        body = guide(service["title"], theme=sign, summary=f"第{number}次修改")
        changed = await hall.got("PUT", f"/services/{service['id']}", body, **match)
        service = (await hall.publish(changed)).json()
    cast.places["service"] = UUID(service["id"])
