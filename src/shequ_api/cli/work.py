"""`shequ worker`: the worker in a process of its own."""

import asyncio

import uvloop

from shequ_api.cli.checks.before_start import refuse_unfit_production
from shequ_api.cli.database import ready_database
from shequ_api.kit.logs import set_up_logs
from shequ_api.settings import Settings
from shequ_api.worker import work


def worker() -> None:
    """只运行后台任务 / do jobs in a process of its own."""
    settings = Settings()
    set_up_logs(readable=settings.development, level=settings.log_level)
    refuse_unfit_production(settings)
    with (
        ready_database(settings) as addresses,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(work(settings, addresses.app))
