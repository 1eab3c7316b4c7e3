"""Findings about the database: server, roles, durability, schema, keys that fit, jobs."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Job
from shequ_api.base.events.worker import LONG_LAG_SECONDS, lag_seconds
from shequ_api.base.registry import Registry
from shequ_api.cli.checks.finding import Finding, broken, note, well
from shequ_api.kit import migrations
from shequ_api.kit.clock import utc_now
from shequ_api.kit.crypto import CannotOpen, FieldCipher
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.model import Base
from shequ_api.kit.sealed import Sealed

OLDEST_SERVER = 15
EXTENSIONS = frozenset({"ltree", "pg_trgm", "btree_gist"})
LARGEST_SKEW = timedelta(seconds=5)
SERVER, ROLE, SCHEMA = "数据库 database", "数据库角色 role", "表结构 schema"
WALLS = "行级安全 row-level security"

RIGHTS = text("""
    SELECT rolsuper, rolbypassrls, rolcreaterole,
           pg_has_role(current_user, d.datdba, 'MEMBER') OR EXISTS (
             SELECT FROM pg_class c
             WHERE c.relnamespace = 'public'::regnamespace
               AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owner
    FROM pg_roles r, pg_database d
    WHERE r.rolname = current_user AND d.datname = current_database()
""")
UNWALLED = text("""
    SELECT name FROM unnest(CAST(:confidential AS text[])) AS name
    LEFT JOIN pg_class c ON c.oid = to_regclass('public.' || quote_ident(name))
    WHERE c.relrowsecurity IS NOT TRUE OR NOT c.relforcerowsecurity
       OR NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)
    ORDER BY name
""")
DURABILITY = ("fsync", "full_page_writes", "synchronous_commit")


async def database_findings(database: Database) -> list[Finding]:
    """Server, role and schema; a single broken finding where the server cannot be reached."""
    try:
        async with database.sessions() as session:
            found = [*await _server(session), *await _role(session), await _walls(session)]
            return [*found, await _schema(session)]
    except Exception as error:
        problem = f"连不上 / cannot be reached: {type(error).__name__}"
        return [broken(SERVER, f"{problem} ({where(database)})", "SHEQU_DATABASE_URL, pg_isready")]


def where(database: Database) -> str:
    """The address without its password."""
    return make_url(database.engine.url).render_as_string(hide_password=True)


async def _server(session: AsyncSession) -> list[Finding]:
    version = int(await session.scalar(text("SHOW server_version_num")) or 0) // 10_000
    found = [well(SERVER, f"PostgreSQL {version}")]
    if version < OLDEST_SERVER:
        mend = f"PostgreSQL {OLDEST_SERVER}+"
        found = [broken(SERVER, f"PostgreSQL {version} 版本过旧 / is too old", mend)]
    for name in DURABILITY:
        if await session.scalar(text(f"SHOW {name}")) == "off":
            mend = f"{name} = on (postgresql.conf, ALTER DATABASE, ALTER ROLE)"
            found.append(broken(SERVER, f"{name} 已关闭，会丢数据 / is off: loses data", mend))
    installed = set(await session.scalars(text("SELECT extname FROM pg_extension")))
    if missing := sorted(EXTENSIONS - installed):
        mend = " ".join(f"CREATE EXTENSION {name};" for name in missing)
        found.append(broken(SERVER, f"缺少扩展 / lacks {', '.join(missing)}", mend))
    skew = abs(utc_now() - await session.scalar(text("SELECT clock_timestamp()")))
    if skew > LARGEST_SKEW:
        problem = f"与数据库时钟相差 / clocks differ by {skew.total_seconds():.0f} s"
        found.append(broken("时钟 clock", problem, "timedatectl set-ntp true"))
    return found


async def _role(session: AsyncSession) -> list[Finding]:
    rights = (await session.execute(RIGHTS)).one()
    mend = (
        "CREATE ROLE shequ_app LOGIN; SHEQU_DATABASE_URL=…shequ_app…; "
        "SHEQU_MIGRATION_URL=…owner…; shequ migrate"
    )
    named = {
        "超级用户 / is a superuser": rights.rolsuper,
        "可绕过行级安全 / bypasses row-level security": rights.rolbypassrls,
        "可建角色 / may create roles": rights.rolcreaterole,
        "是表的所有者 / owns the tables": rights.owner,
    }
    found = [broken(ROLE, f"应用角色{what}", mend) for what, has in named.items() if has]
    return found or [well(ROLE, str(await session.scalar(text("SELECT current_user"))))]


async def _walls(session: AsyncSession) -> Finding:
    """The second wall, which holds where a filter was forgotten, stands around what is marked."""
    classes = [mapper.class_ for mapper in Base.registry.mappers]
    confidential = sorted(str(cls.__tablename__) for cls in classes if cls.confidential)
    bare = list(await session.scalars(UNWALLED, {"confidential": confidential}))
    if bare:
        problem = f"未强制或没有策略 / not forced, or without a policy: {', '.join(bare)}"
        return broken(WALLS, problem, "shequ migrate; ALTER TABLE … FORCE ROW LEVEL SECURITY")
    return well(WALLS, f"{len(confidential)} 张表 / tables")


async def _schema(session: AsyncSession) -> Finding:
    expected = migrations.head()
    exists = await session.scalar(text("SELECT to_regclass('public.alembic_version') IS NOT NULL"))
    revision = await migrations.revision_of(session) if exists else None
    if revision != expected:
        problem = f"数据库 {revision}，代码 {expected} / database and code differ"
        return broken(SCHEMA, problem, "shequ migrate")
    return well(SCHEMA, revision)


async def keys_finding(database: Database, parts: Parts) -> Finding:
    """Whether the keys open and find what is stored: with others, nobody would be found again."""
    subject = "密钥与数据 keys and data"
    found = [one for one in parts.get(Registry).sealed if one.indexes and not one.walled]
    async with database.sessions() as session:
        kept = [(one, row) for one in found for row in await _ends(session, one)]
    if not kept:
        return well(subject, "尚无加密数据 / nothing sealed yet")
    if all(_fits(parts, one, row) for one, row in kept):
        return well(subject, "能打开已有数据 / open what is stored")
    mend = "SHEQU_FIELD_KEY, SHEQU_INDEX_KEY, SHEQU_PREVIOUS_KEYS; shequ keys status"
    return broken(subject, "打不开或找不到已有数据 / do not open or find what is stored", mend)


async def _ends(session: AsyncSession, sealed: Sealed) -> list[Row[Any]]:
    """The oldest row, under a key that was given up too early, and the newest."""
    columns = (*sealed.key, sealed.column, *(sealed.table.c[name] for name in sealed.indexes))
    filled = select(*columns).where(sealed.column.is_not(None)).limit(1)
    orders = (sealed.key, [column.desc() for column in sealed.key])
    found = [(await session.execute(filled.order_by(*order))).first() for order in orders]
    return [row for row in found if row is not None]


def _fits(parts: Parts, sealed: Sealed, row: Row[Any]) -> bool:
    kept = getattr(row, sealed.column.name)
    try:
        clear = parts.get(FieldCipher).open(kept, binding=sealed.binding_of(row))
    except CannotOpen:
        return False
    indexes = sealed.indexes.items()
    return all(index(parts, row, clear) == getattr(row, name) for name, index in indexes)


async def jobs_findings(database: Database) -> list[Finding]:
    """Jobs that failed for good, and how far the worker is behind."""
    subject = "后台任务 jobs"
    async with database.sessions() as session:
        failed = await session.scalar(select(func.count()).where(Job.failed_at.is_not(None))) or 0
        lag = await lag_seconds(session, utc_now())
    found = []
    if failed:
        mend = "shequ jobs failed; shequ jobs retry"
        found.append(broken(subject, f"{failed} 个失败 / {failed} failed for good", mend))
    if lag > LONG_LAG_SECONDS:
        mend = "shequ worker"
        found.append(note(subject, f"已积压 {lag:.0f} 秒 / {lag:.0f} s behind", mend))
    return found or [well(subject, "无积压 / none waiting long")]
