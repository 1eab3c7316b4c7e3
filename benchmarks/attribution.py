"""How long it takes to say to what a point belongs: `python -m benchmarks.attribution FOLDER`.

The folder holds a district (`shequ seed district`). 1,000 random points around its communities are
attributed as tickets are, with an accuracy of 15 m; then come the plans of the statements.
"""

import asyncio
import random
from argparse import ArgumentParser
from pathlib import Path
from statistics import quantiles

from rich.console import Console
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.attribution_queries import closest
from shequ_api.base.places.attribution_spots import spot_of
from shequ_api.base.places.boundary_queries import held_by_live_boundaries
from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.models import CoordinateSystem
from shequ_api.cli.database import DEVELOPMENT_DATABASE
from shequ_api.kit import embedded
from shequ_api.kit.clock import monotonic
from shequ_api.kit.db import open_database

POINTS, ACCURACY_METRES = 1_000, 15.0
console = Console(width=170, markup=False)
CORNERS = """
    SELECT min(((box(r.ring))[1])[0]), min(((box(r.ring))[1])[1]),
           max(((box(r.ring))[0])[0]), max(((box(r.ring))[0])[1])
    FROM boundary_rings r JOIN boundaries b ON b.id = r.boundary_id
    JOIN places p ON p.id = b.place_id WHERE p.kind = 'community' AND b.ended_at IS NULL"""


async def measured(url: str) -> None:
    """Ask, and print."""
    database = open_database(url, pool_size=1, application="shequ-benchmark")
    async with database.sessions() as session:
        west, south, east, north = (await session.execute(text(CORNERS))).one()
        drawn = random.Random(1)
        took, certain, nowhere = [], 0, 0
        for _ in range(POINTS):
            point = Point(drawn.uniform(west, east), drawn.uniform(south, north))
            began = monotonic()
            spot = await spot_of(session, point, ACCURACY_METRES)
            took.append((monotonic() - began) * 1000)
            certain += spot is not None and not spot.doubts
            nowhere += spot is None
            session.expunge_all()
        cuts = quantiles(took, n=100)
        console.print(f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms")
        console.print(f"certain {certain}, waiting {POINTS - certain - nowhere}, nowhere {nowhere}")
        middle = ((west + east) / 2, (south + north) / 2)
        await _plans(session, middle)
    await database.close()


async def _plans(session: AsyncSession, middle: tuple[float, float]) -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it bare
    asked = {
        "what holds it": select(held_by_live_boundaries(middle)),
        "what is near it": closest(middle, CoordinateSystem.WGS_84),
    }
    for title, statement in asked.items():
        compiled = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        explain = f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {compiled}".replace("%%", "%")
        lines = (await session.scalars(text(explain.replace(":", r"\:")))).all()
        console.print(f"\n## {title}", *lines, sep="\n")


def main() -> None:
    """Start the folder's database, measure, stop it."""
    parser = ArgumentParser(description="Attribution of points in a district.")
    parser.add_argument("folder", type=Path, help="holds a district")
    running = embedded.start(parser.parse_args().folder.resolve())
    try:
        asyncio.run(measured(running.url(DEVELOPMENT_DATABASE, embedded.APP_ROLE)))
    finally:
        embedded.stop(running)


if __name__ == "__main__":
    main()
