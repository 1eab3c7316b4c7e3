"""What was redrawn, as people read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Posting
from shequ_api.base.people.showing import open_work_at, open_work_of
from shequ_api.base.places.following import Counts, moving_models
from shequ_api.base.places.schemas import GridView
from shequ_api.base.redrawing.schemas import (
    CarriedOffice,
    EndedOffice,
    MovedRows,
    NewGrid,
    RedrawingView,
)
from shequ_api.base.redrawing.splitting import Content, Redrawn
from shequ_api.base.registry import Registry


def titles_of(registry: Registry) -> dict[str, str]:
    """Table → the Chinese title of the module that keeps it."""
    names = {module.name: module.title for module in registry.modules}
    packages = {cls.__tablename__: cls.__module__.split(".")[2] for cls in moving_models()}
    return {table: names.get(package, package) for table, package in packages.items()}


def moved_rows(rows: Counts, titles: Mapping[str, str]) -> list[MovedRows]:
    """Those tables in which something moved."""
    moved = [(table, number) for table, number in sorted(rows.items()) if number]
    return [MovedRows(table=table, title=titles[table], rows=n) for table, n in moved]


async def ended_offices(
    session: AsyncSession, registry: Registry, postings: Sequence[Posting], now: datetime
) -> list[EndedOffice]:
    """Postings that ended, and the work that they leave."""
    left = await open_work_at(session, registry, postings, now)
    return [
        EndedOffice(
            posting_id=one.id, person_id=one.person_id, role=Role(one.role), open_work=left[one.id]
        )
        for one in postings
    ]


async def redrawing_view(
    session: AsyncSession, registry: Registry, redrawn: Redrawn, *, now: datetime, dry_run: bool
) -> RedrawingView:
    """The whole of a split or a merger."""
    handover = redrawn.handover
    goes_on = {one.now.person_id for one in handover.carried}
    work = await open_work_of(session, registry, goes_on)
    return RedrawingView(
        dry_run=dry_run,
        ended_grid_ids=[grid.id for grid in redrawn.ended],
        grids=[
            NewGrid(
                grid=GridView.model_validate(grid),
                **redrawn.contents.get(grid.id, Content())._asdict(),
                vacant=grid.id in redrawn.vacant,
            )
            for grid in redrawn.grids
        ],
        rows=moved_rows(redrawn.rows, titles_of(registry)),
        carried_postings=[
            CarriedOffice(
                posting_id=one.was.id,
                new_posting_id=one.now.id,
                person_id=one.now.person_id,
                role=Role(one.now.role),
                grid_id=one.grid_id,
                open_work=work[one.now.person_id],
            )
            for one in handover.carried
        ],
        ended_postings=await ended_offices(session, registry, handover.ended, now),
    )
