"""The worker alone: does jobs in a process of its own."""

import structlog

from shequ_api.app import open_parts
from shequ_api.base.events.worker import Worker
from shequ_api.kit.stopping import asked_to_stop
from shequ_api.settings import Settings

log = structlog.get_logger("worker")


async def work(settings: Settings, database_url: str) -> None:
    """Do jobs until asked to stop; the current one is finished first."""
    async with open_parts(settings, database_url) as parts:
        worker = parts.get(Worker)
        with asked_to_stop(worker.stop):
            log.info("worker_started")
            await worker.run()
            log.info("worker_stopped")
