"""Migrations: bringing a database to the code's schema, and giving the app role what it needs.

The app role is neither owner nor superuser: it gets SELECT, INSERT, UPDATE, DELETE, and on
append-only tables SELECT and INSERT, and deletes nothing from those that are kept.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.kit.clock import utc_now
from shequ_api.kit.model import Base
from shequ_api.kit.partitions import keep_partitions

OWNERS_HANDS = (
    "shequ_make_partition(text, date)",
    "shequ_detach_partition(text, date)",
    "shequ_drop_detached(text, date, date)",
    "shequ_forget_words(text, uuid)",
    "shequ_forget_unsigned(uuid[])",
)
"""Functions that act as the owner: nobody calls them but the app role."""
LOCK_TIMEOUT, STATEMENT_TIMEOUT = "1s", "60s"
PARTITIONS = """
    SELECT inhrelid::regclass::text FROM pg_inherits
    JOIN pg_class c ON c.oid = inhrelid WHERE c.relkind = 'r'"""


def folder() -> Path:
    """Where the migrations lie: under the working folder, or beside the source tree."""
    for candidate in (Path.cwd() / "migrations", Path(__file__).parents[3] / "migrations"):
        if (candidate / "env.py").exists():
            return candidate
    raise FileNotFoundError("no migrations folder: run from the project's folder")


def configuration(url: str | None = None) -> Config:
    """Alembic's configuration; `url` goes to `migrations/env.py`."""
    config = Config()
    config.set_main_option("script_location", str(folder()))
    config.attributes["url"] = url
    return config


def head() -> str:
    """The revision that this code expects."""
    return ScriptDirectory.from_config(configuration()).get_current_head() or ""


def knows(revision: str) -> bool:
    """Whether this code has the migration at which a database is."""
    scripts = ScriptDirectory.from_config(configuration())
    return revision in {script.revision for script in scripts.walk_revisions()}


def upgrade(url: str) -> None:
    """Run the missing migrations. Blocking: call it outside a running loop or in a thread."""
    command.upgrade(configuration(url), "head")


async def grant_app_role(url: str, app_role: str) -> None:
    """Grants on the present tables, and partitions for the months to come."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await _grant(connection, app_role)
        async with AsyncSession(engine) as session, session.begin():
            await keep_partitions(session, utc_now())
    finally:
        await engine.dispose()


async def _grant(connection: AsyncConnection, app_role: str) -> None:
    role = '"' + app_role.replace('"', '""') + '"'
    owner = make_url(str(connection.engine.url)).username
    if owner == app_role:
        return
    everything = "SELECT, INSERT, UPDATE, DELETE"
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT {everything} ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
    ]
    for mapper in Base.registry.mappers:
        if mapper.class_.append_only:
            table = mapper.class_.__tablename__
            statements.append(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
        if mapper.class_.kept:
            statements.append(f"REVOKE DELETE ON {mapper.class_.__tablename__} FROM {role}")
    for function in OWNERS_HANDS:
        statements.append(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        statements.append(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")
    # Partitions are reached through their table alone, whose rights are the ones that count.
    partitions = (await connection.scalars(text(PARTITIONS))).all()
    statements += [f"REVOKE ALL ON {partition} FROM {role}" for partition in partitions]
    for statement in statements:
        await connection.execute(text(statement))


async def revision_of(session: AsyncSession) -> str | None:
    """The revision that the database is at."""
    revision: str | None = await session.scalar(text("SELECT version_num FROM alembic_version"))
    return revision
