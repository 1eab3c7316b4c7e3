"""The database: engine, sessions, and what its errors mean to a client."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm.exc import StaleDataError

from shequ_api.kit.errors import Malformed, NotNow, Refusal, Stale, Unavailable

TRY_AGAIN = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: the whole is run again."""
BUSY = frozenset({"55P03", "57014", "53100", "53300", "53200"})
GONE = ("08", "57P")
"""Classes of a lost or stopping server."""
UNFIT = frozenset({"22021", "22P05", "22003", "22000", "22P02", "22001", "22008"})
BROKEN_RULE = frozenset({"23505", "23P01", "23514", "23503"})


class DatabaseAway(Unavailable):
    code = "database_unavailable"


class RuleBroken(NotNow):
    """A constraint for which no feature has named a refusal."""

    code, title = "constraint", "与已有的记录冲突"


@dataclass(frozen=True, slots=True)
class Database:
    """An engine and its sessions. `sessions()` gives a session that connects at its first use."""

    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]

    async def close(self) -> None:
        await self.engine.dispose()


def open_database(
    url: str, *, pool_size: int = 4, application: str = "shequ", **info: Any
) -> Database:
    """A pool of `pool_size` connections without overflow.

    No ping before use: a request that meets a dead connection is run again on a new one
    (`kit.http.route`). `info` lies in each session's `info`.
    """
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=3,
        pool_recycle=1800,
        pool_use_lifo=True,
        connect_args={
            "timeout": 3,
            "command_timeout": 30,
            "server_settings": {"application_name": application, "jit": "off", "timezone": "UTC"},
        },
    )
    sessions = async_sessionmaker(engine, expire_on_commit=False, autoflush=True, info=info)
    return Database(engine, sessions)


def sqlstate_of(error: BaseException) -> str | None:
    """The five characters of PostgreSQL's error code, None where the server sent none."""
    original = getattr(error, "orig", error)
    code = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
    return code if isinstance(code, str) else None


def constraint_of(error: DBAPIError) -> str | None:
    """The name of the constraint that was broken."""
    cause = getattr(error.orig, "__cause__", None)
    name = getattr(cause, "constraint_name", None)
    return name if isinstance(name, str) else None


def is_lost(error: BaseException) -> bool:
    """Whether the connection broke or could not be made (nothing was committed by it)."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    code = sqlstate_of(error)
    if code and code.startswith(GONE):
        return True
    return isinstance(error, (ConnectionError, TimeoutError, OSError, InterfaceError))


def worth_again(error: BaseException) -> bool:
    """Whether running the same transaction again may succeed."""
    return sqlstate_of(error) in TRY_AGAIN or is_lost(error)


class Constraints(dict[str, type[Refusal]]):
    """Constraint name → the refusal that it means: the one table, filled by the modules."""


def refusal_of(error: BaseException, constraints: Constraints) -> Refusal | None:
    """What a database error says to a client; None for a fault of our own."""
    if isinstance(error, StaleDataError):
        return Stale()
    if isinstance(error, PoolTimeout) or is_lost(error):
        return DatabaseAway()
    if not isinstance(error, DBAPIError):
        return None
    code = sqlstate_of(error)
    if code in BROKEN_RULE:
        return constraints.get(constraint_of(error) or "", RuleBroken)()
    if code in UNFIT:
        return Malformed()
    if code in BUSY or code in TRY_AGAIN or isinstance(error, OperationalError):
        return Unavailable()
    return None
