"""The command line: `shequ`. Each file is one command or a family of them.

`checks/` looks whether all is in order, for `doctor` and before `serve` and `worker` start.
`development` is the one place that reaches into `shequ_api.dev`.
"""

import gc

import typer

from shequ_api.cli.output import explain, fail
from shequ_api.kit.stopping import end_through_finally


def main() -> None:
    """The entry point. What a user can mend is told in a line or two, without a traceback."""
    end_through_finally()
    try:
        _commands()()
    except Exception as error:
        explanation = explain(error)
        if explanation is None:
            raise
        fail(*explanation)


def _commands() -> typer.Typer:
    """What is imported stays to the end: the collector does not look through it, neither while it
    comes (a quarter of the start) nor while requests wait."""
    gc.disable()
    from shequ_api.cli.main import app  # noqa: PLC0415 - with the collector off

    gc.freeze()
    gc.enable()
    return app
