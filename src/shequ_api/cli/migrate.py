"""`shequ migrate`: bring the database to the code's schema."""

from typing import Annotated

import typer
from alembic import command

from shequ_api.cli.database import bring_up_to_date, database_of
from shequ_api.cli.output import console
from shequ_api.kit import migrations
from shequ_api.settings import Settings


def migrate(
    make: Annotated[
        str | None, typer.Option(help="Write a new migration from the models, with this title")
    ] = None,
    check: Annotated[bool, typer.Option(help="Fail where models and migrations differ")] = False,
) -> None:
    """迁移数据库到当前版本 / migrate the database to the code's schema."""
    with database_of(Settings()) as addresses:
        configuration = migrations.configuration(addresses.owner)
        if make is not None:
            migrations.upgrade(addresses.owner)
            number = f"{int(migrations.head()) + 1:04d}"
            command.revision(configuration, make, autogenerate=True, rev_id=number)
            # Not applied here: it is to be read and mended first.
            return
        bring_up_to_date(addresses)
        if check:
            command.check(configuration)
    console.print("[green]数据库已是最新版本 / the database is up to date[/]")
