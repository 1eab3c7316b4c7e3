"""Drawn lives of a state machine on one connection of the real database, each rolled back.

SHEQU_LIVES and SHEQU_STEPS make a campaign longer or shorter, with SHEQU_LIVES_SEED lives are
lived again.
"""

import asyncio
import os
import random
import sys
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, ClassVar

import hypothesis
import uvloop
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.base.audit.seals import Seals
from shequ_api.cli.database import Addresses
from shequ_api.kit.clock import monotonic
from tests.blocks.ledger.conftest import seals_for_tests

LONG = int(os.environ.get("SHEQU_LIVES", "2000")), int(os.environ.get("SHEQU_STEPS", "100"))
"""Lives and steps of a campaign."""
SEED = os.environ.get("SHEQU_LIVES_SEED")
PATIENT = {"server_settings": {"idle_in_transaction_session_timeout": "0"}}
"""Between two steps a starved machine may take longer than the server lets a client idle."""
TOLD_EVERY = 50


@cache
def _seals() -> Seals:
    """Made once: to read settings takes longer than a step of a life."""
    return seals_for_tests()


class Living(RuleBasedStateMachine):
    """What a life stands on: a transaction, which its `teardown` rolls back."""

    runner: ClassVar[asyncio.Runner]
    connection: ClassVar[AsyncConnection]
    began: ClassVar[float]
    lived: ClassVar[int]

    @classmethod
    def session(cls) -> AsyncSession:
        """What it commits is a savepoint of the life's transaction."""
        return AsyncSession(
            cls.connection,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
            info={"seals": _seals()},
        )

    @classmethod
    def look(cls) -> AsyncSession:
        """For reading only: without a savepoint, which is half of what a look costs."""
        return AsyncSession(cls.connection, join_transaction_mode="rollback_only")

    @classmethod
    def count(cls) -> None:
        """Say now and then how far it is: a campaign takes an hour."""
        cls.lived += 1
        if cls.lived % TOLD_EVERY == 0:
            minutes = (monotonic() - cls.began) / 60
            told = f"{cls.__name__}: {cls.lived} lives, {cls.lived / minutes:.1f} a minute\n"
            sys.stderr.write(told)
            sys.stderr.flush()


def live(
    machine: type[Living],
    addresses: Addresses,
    prepare: Callable[[AsyncSession], Awaitable[None]],
    lives: int,
    steps: int,
) -> None:
    """Run lives, in a thread with a loop of its own; what is prepared is rolled back."""
    chosen = random.SystemRandom().randrange(2**32) if SEED is None else int(SEED)
    # Shown with a failure, to live them again.
    print(f"lives of {machine.__module__}: seed {chosen}")  # noqa: T201
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        engine = create_async_engine(addresses.app, poolclass=NullPool, connect_args=PATIENT)

        async def connect() -> None:
            machine.connection = await engine.connect()
            async with AsyncSession(machine.connection) as session:
                await prepare(session)
            await machine.connection.rollback()

        machine.runner, machine.began, machine.lived = runner, monotonic(), 0
        runner.run(connect())
        drawn: Any = hypothesis.seed(chosen)(machine)
        try:
            run_state_machine_as_test(drawn, settings=so_many(lives, steps))
        finally:
            runner.run(machine.connection.close())
            runner.run(engine.dispose())


def so_many(lives: int, steps: int) -> settings:
    """Lives of so many steps each."""
    return settings(
        max_examples=lives,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
