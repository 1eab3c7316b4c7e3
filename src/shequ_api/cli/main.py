"""The commands."""

import typer

from shequ_api.cli.migrate import migrate

app = typer.Typer(
    name="shequ",
    help="社区治理后端 shequ_api",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(migrate)


@app.callback()
def shequ() -> None:
    """社区治理后端 shequ_api / the back end of a community."""
