"""The command line: `shequ`. Each file is one command or a family of them.

`checks/` looks whether all is in order, for `doctor` and before `serve` and `worker` start.
`development` is the one place that reaches into `shequ_api.dev`.
"""

import gc

from shequ_api.cli.main import app
from shequ_api.cli.output import explain, fail
from shequ_api.kit.stopping import end_through_finally


def main() -> None:
    """The entry point. What a user can mend is told in a line or two, without a traceback."""
    end_through_finally()
    gc.freeze()  # what was imported stays: nobody waits while the collector looks through it
    try:
        app()
    except Exception as error:
        explanation = explain(error)
        if explanation is None:
            raise
        fail(*explanation)
