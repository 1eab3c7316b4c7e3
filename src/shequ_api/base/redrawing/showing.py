"""What was redrawn, as people read it."""

from collections.abc import Iterable, Mapping

from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Posting
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


def ended_offices(postings: Iterable[Posting]) -> list[EndedOffice]:
    """Postings that ended."""
    return [
        EndedOffice(posting_id=one.id, person_id=one.person_id, role=Role(one.role))
        for one in postings
    ]


def redrawing_view(redrawn: Redrawn, titles: Mapping[str, str], *, dry_run: bool) -> RedrawingView:
    """The whole of a split or a merger."""
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
        rows=moved_rows(redrawn.rows, titles),
        carried_postings=[
            CarriedOffice(
                posting_id=one.was.id,
                new_posting_id=one.now.id,
                person_id=one.now.person_id,
                role=Role(one.now.role),
                grid_id=one.grid_id,
            )
            for one in redrawn.handover.carried
        ],
        ended_postings=ended_offices(redrawn.handover.ended),
    )
