"""The commands."""

import typer

from shequ_api.cli import audit, imports, jobs, keys, ledger, privacy, seeding, trails
from shequ_api.cli.appoint import appoint
from shequ_api.cli.demo import demo
from shequ_api.cli.doctor import doctor
from shequ_api.cli.document import openapi
from shequ_api.cli.migrate import migrate
from shequ_api.cli.serve import serve
from shequ_api.cli.work import worker

app = typer.Typer(
    name="shequ",
    help="社区治理后端 shequ_api",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for command in (demo, serve, worker, migrate, doctor, openapi, appoint):
    app.command()(command)
app.add_typer(audit.app, name="audit")
app.add_typer(imports.app, name="import")
app.add_typer(jobs.app, name="jobs")
app.add_typer(keys.app, name="keys")
app.add_typer(ledger.app, name="ledger")
app.add_typer(privacy.app, name="privacy")
app.add_typer(seeding.app, name="seed")
app.add_typer(trails.app, name="trails")


@app.callback()
def shequ() -> None:
    """社区治理后端 shequ_api / the back end of a community."""
