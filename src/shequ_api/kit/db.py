"""The database: engine, sessions, and what its errors mean to a client."""

import errno
import re
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from sqlalchemy import Constraint, Dialect, ExceptionContext, Index, Table, event
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.schema import AddConstraint, CreateIndex

from shequ_api.kit.errors import Malformed, NotNow, Refusal, Unavailable

CONNECT_SECONDS = 3
"""To get a connection: of the pool, or a new one."""
SILENT_SECONDS = 30
"""A server that says nothing for so long is taken for lost."""
JOB_STATEMENT_TIMEOUT = f"{SILENT_SECONDS - 2}s"
"""How long one statement of a job may take: the server ends it before we give the server up."""
TRY_AGAIN = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: the whole is run again."""
BUSY = frozenset({"55P03", "57014", "53100", "53300", "53200", "25006", "58030"})
"""Locks, time limits, full disks, no connection left, a standby that cannot write (yet)."""
GONE = ("08", "57P", "25P03", "25P04")
"""A lost or stopping server, and a session that it ended for idling."""
UNFIT = frozenset({"22021", "22P05", "22003", "22000", "22P02", "22001", "22008"})
TAKEN = frozenset({"23505", "23P01"})
"""Somebody else was first. Other broken constraints that no feature named are faults of ours."""
BROKEN_RULE = TAKEN | {"23514", "23503", "23502"}


class DatabaseAway(Unavailable):
    code = "database_unavailable"


class ServerUnreachable(ConnectionError):
    """No connection could be made, or one fell silent."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNREFUSED, "the database cannot be reached")


class RuleBroken(NotNow):
    """Uniqueness or exclusion for which no feature has named a refusal."""

    code, title = "constraint", "与已有的记录冲突"


@dataclass(frozen=True, slots=True)
class Database:
    """An engine and its sessions. `sessions()` gives a session that connects at its first use."""

    lasting: ClassVar[bool] = True
    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]

    async def close(self) -> None:
        await self.engine.dispose()


def open_database(
    url: str, *, pool_size: int = 4, application: str = "shequ", **info: Any
) -> Database:
    """A pool of `pool_size` connections without overflow.

    No ping before use: a request that meets a dead connection is run again on a new one
    (`kit.http.route`). Errors never show parameters: they are people's data. `info` lies in each
    session's `info`.
    """
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        pool_recycle=1800,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": SILENT_SECONDS,
            "server_settings": {"application_name": application, "jit": "off", "timezone": "UTC"},
        },
    )
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "handle_error", _notice_silence)
    sessions = async_sessionmaker(engine, expire_on_commit=False, autoflush=True, info=info)
    return Database(engine, sessions)


# The driver raises plain OSErrors and TimeoutErrors. They get a name of their own here, so that
# those of a missing file or a slow neighbour are never taken for a lost database.


def _connect(dialect: Dialect, _: object, args: list[Any], options: Any) -> DBAPIConnection:
    try:
        return dialect.connect(*args, **options)
    except OSError as error:
        raise ServerUnreachable from error


def _notice_silence(context: ExceptionContext) -> None:
    if isinstance(context.original_exception, OSError):
        context.is_disconnect = True
        raise ServerUnreachable from context.original_exception


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
    """Whether the connection broke or could not be made. A COMMIT under way may have worked."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    code = sqlstate_of(error)
    return isinstance(error, ServerUnreachable) or bool(code and code.startswith(GONE))


def worth_again(error: BaseException) -> bool:
    """Whether running the same transaction again may succeed, or say better why not: what reads a
    row that another changed meanwhile finds its new state and version."""
    raced = isinstance(error, StaleDataError) or sqlstate_of(error) in TRY_AGAIN
    return raced or is_lost(error)


class Constraints(dict[str, type[Refusal]]):
    """Constraint name → the refusal that it means: the one table, filled by the modules."""

    def by_model(self, base: type[DeclarativeBase]) -> dict[type, frozenset[type[Refusal]]]:
        """Model → what the constraints of its table mean."""
        found = {}
        for mapper in base.registry.mappers:
            table = cast(Table, mapper.local_table)
            parts: list[Constraint | Index] = [*table.constraints, *table.indexes]
            named = {str(part.name) for part in parts}
            if meant := frozenset(self[name] for name in named & self.keys()):
                found[mapper.class_] = meant
        return found

    def by_attribute(
        self, base: type[DeclarativeBase]
    ) -> dict[type, dict[str, frozenset[type[Refusal]]]]:
        """Model → attribute → what the constraints over its column mean."""
        found: dict[type, dict[str, frozenset[type[Refusal]]]] = {}
        for mapper in base.registry.mappers:
            table = cast(Table, mapper.local_table)
            parts: list[Constraint | Index] = [*table.constraints, *table.indexes]
            over = [(self[str(p.name)], _words_of(p)) for p in parts if str(p.name) in self]
            for each in mapper.column_attrs:
                if kinds := {kind for kind, words in over if each.columns[0].name in words}:
                    found.setdefault(mapper.class_, {})[each.key] = frozenset(kinds)
        return found


def _words_of(part: Constraint | Index) -> set[str]:
    """The words of what a constraint or an index is over, the names of its columns among them. Not
    of its WHERE: rows mostly leave a partial index where what that names is changed."""
    made = (
        CreateIndex(part)
        if isinstance(part, Index)
        else AddConstraint(part, isolate_from_table=False)
    )
    keys, _, _ = str(made.compile(dialect=cast(Any, asyncpg.dialect)())).partition(" WHERE ")
    return set(re.findall(r"\w+", keys))


def refusal_of(error: BaseException, constraints: Constraints) -> Refusal | None:
    """What a database error says to a client; None for a fault of our own."""
    if isinstance(error, StaleDataError):
        return Unavailable()
    if isinstance(error, PoolTimeout) or is_lost(error) or _of_network(error):
        return DatabaseAway()
    if not isinstance(error, DBAPIError):
        return None
    return _meaning(error, sqlstate_of(error), constraints)


def _of_network(error: BaseException) -> bool:
    """Sockets, not files: of an engine that was not opened here (migrations)."""
    return isinstance(error, OSError) and error.filename is None


def _meaning(error: DBAPIError, code: str | None, constraints: Constraints) -> Refusal | None:
    if code in BROKEN_RULE:
        unnamed = RuleBroken if code in TAKEN else None
        meant = constraints.get(constraint_of(error) or "", unnamed)
        return meant() if meant else None
    if code in UNFIT:
        return Malformed()
    if code in BUSY or code in TRY_AGAIN or isinstance(error, OperationalError):
        return Unavailable()
    return None
