"""Two who draw the same boundary at once, on a database of their own."""

import asyncio

from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select

from shequ_api.app import create_app
from shequ_api.base.places.boundary_models import Boundary
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.places.drawing import Board, polygon, ring
from tests.cast import HOME, Cast
from tests.conftest import settings_for_tests


async def test_of_boundaries_drawn_at_once_one_is_live(open_parts: Parts) -> None:
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        board = Board(client, await Cast.found(open_parts))
        shapes = [polygon(ring(0.001 * size)) for size in range(1, 7)]
        answers = await asyncio.gather(*(board.draw(f"{HOME}-m01", shape) for shape in shapes))
        assert [answer.status_code for answer in answers] == [200] * len(shapes)
        live = (await board.look(board.path(f"{HOME}-m01"))).json()["id"]
    async with open_parts.get(Database).sessions() as session:
        boundaries = select(func.count()).select_from(Boundary)
        assert await session.scalar(boundaries) == len(shapes)
        left = (await session.scalars(select(Boundary.id).where(Boundary.ended_at.is_(None)))).all()
        assert [str(one) for one in left] == [live]
