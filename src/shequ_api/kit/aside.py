"""Long work beside the event loop, in a transaction that stays awake."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

Given = ParamSpec("Given")
Result = TypeVar("Result")
AWAKE_SECONDS = 2.0
"""PostgreSQL ends a transaction in which nothing was said for ten."""


async def aside(
    session: AsyncSession,
    work: Callable[Given, Result],
    *args: Given.args,
    **more: Given.kwargs,
) -> Result:
    """Do what takes the processor's time in a thread. The session is the work's meanwhile."""
    connection = await session.connection()
    doing = asyncio.ensure_future(asyncio.to_thread(work, *args, **more))
    while True:
        done, _ = await asyncio.wait({doing}, timeout=AWAKE_SECONDS)
        if done:
            return doing.result()
        await connection.execute(select(1))
