"""`shequ jobs`: those that failed for good, and trying them again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from rich.table import Table
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Job
from shequ_api.cli.database import ready_database
from shequ_api.cli.output import console
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import open_database
from shequ_api.settings import Settings

SHOWN = 100
Found = TypeVar("Found")

app = typer.Typer(help="后台任务 / jobs", no_args_is_help=True)


@app.command()
def failed() -> None:
    """列出失败的任务 / list the jobs that failed for good."""
    rows = _do(_failed)
    table = Table("编号 id", "任务 job", "次数 attempts", "时间 failed at", "原因 error")
    for job in rows:
        table.add_row(str(job.id), job.name, str(job.attempts), str(job.failed_at), job.last_error)
    console.print(table if rows else "没有失败的任务 / none has failed")


@app.command()
def retry() -> None:
    """重试失败的任务 / try the failed jobs again."""
    again = _do(_retry)
    console.print(f"[green]✓[/] {again} 个任务将重试 / jobs will be tried again")


def _do(act: Callable[[AsyncSession], Awaitable[Found]]) -> Found:
    async def run(url: str) -> Found:
        database = open_database(url, pool_size=1)
        try:
            async with database.sessions() as session, session.begin():
                return await act(session)
        finally:
            await database.close()

    with ready_database(Settings()) as addresses:
        return asyncio.run(run(addresses.app))


async def _failed(session: AsyncSession) -> list[Job]:
    wanted = select(Job).where(Job.failed_at.is_not(None)).order_by(Job.id).limit(SHOWN)
    return list(await session.scalars(wanted))


async def _retry(session: AsyncSession) -> int:
    """All of them, from their first attempt on; how many."""
    again = update(Job).where(Job.failed_at.is_not(None)).returning(Job.id)
    fresh = again.values(failed_at=None, attempts=0, run_at=utc_now())
    return len((await session.execute(fresh)).all())
