"""The command line: `shequ`. Each file is one command or a family of them."""

from shequ_api.cli.main import app


def main() -> None:
    """The entry point."""
    app()
