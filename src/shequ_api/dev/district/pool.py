"""Processes that make the rows, and hand them on in the order of the jobs."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager

from shequ_api.app import gather_parts
from shequ_api.dev.district.community import Copied, Job, make_community
from shequ_api.dev.district.office import OfficeJob, make_office
from shequ_api.kit.http.parts import Parts
from shequ_api.settings import Settings

MOST_PROCESSES = 4
AHEAD = 1
"""How many parts may lie ready beside those in the making: they are memory."""

_parts: list[Parts] = []
"""In a process of the pool, the application's parts: its keys and ciphers."""


def _open(settings: Settings, url: str) -> None:
    _parts.append(gather_parts(settings, url))


def _make(job: Job | OfficeJob) -> list[Copied]:
    parts = _parts[0]
    return make_office(job, parts) if isinstance(job, OfficeJob) else make_community(job, parts)


class Pool:
    """Makes parts of a district; nothing here knows the database."""

    def __init__(self, executor: ProcessPoolExecutor, processes: int) -> None:
        self._executor, self._processes = executor, processes

    def made(self, jobs: Sequence[Job | OfficeJob]) -> Iterator[Future[list[Copied]]]:
        """What each job gives, in order, however fast each is; few at a time."""
        waiting, pending = iter(jobs), deque[Future[list[Copied]]]()
        for job in waiting:
            pending.append(self._executor.submit(_make, job))
            if len(pending) > self._processes + AHEAD:
                yield pending.popleft()
        yield from pending


@contextmanager
def pool(settings: Settings, url: str) -> Iterator[Pool]:
    """As many processes as cores, started fresh: a fork would share our connection."""
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    executor = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), _open, (settings, url)
    )
    try:
        yield Pool(executor, processes)
    finally:
        executor.shutdown(cancel_futures=True)
