"""Plans of recorded statements: run again as the app role, explained, and judged."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from benchmarks.recording import Recording

MANY = 5_000
"""Rows, or pages, that a list of 20 lines should not have to look at, in one node of its plan."""


@dataclass
class Cost:
    """What the statements of one request ask of the database."""

    milliseconds: float = 0.0
    buffers: int = 0
    statements: int = 0
    faults: list[str] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)


async def cost_of(url: str, recording: Recording) -> Cost:
    """Run the statements in their order and one transaction, which is rolled back.

    Settings that open row-level security are statements too, so plans are those of the request.
    """
    cost, connection = Cost(), await connect(url)
    transaction = connection.transaction()
    await transaction.start()
    try:
        for sql, values in recording.statements:
            if sql.lstrip().upper().startswith(("SELECT", "WITH")) and "set_config" not in sql:
                await _explain(connection, sql, values, cost)
            else:
                await connection.fetch(sql, *values)
    finally:
        await transaction.rollback()
        await connection.close()
    return cost


async def connect(url: str) -> Any:
    """A connection without the application's pool, by a SQLAlchemy address over a unix socket."""
    parsed = make_url(url)
    return await asyncpg.connect(
        user=parsed.username,
        database=parsed.database,
        host=parsed.query["host"],
        server_settings={"jit": "off", "timezone": "UTC"},
    )


async def _explain(connection: Any, sql: str, values: tuple[Any, ...], cost: Cost) -> None:
    explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}"
    found = json.loads(await connection.fetchval(explain, *values))[0]
    plan = found["Plan"]
    cost.milliseconds += found["Execution Time"] + found["Planning Time"]
    cost.buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    cost.statements += 1
    cost.plans.append(f"{sql}\n{_drawn(plan)}")
    for node in _nodes(plan):
        cost.faults += _faults(node)
    if (touched := plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]) > MANY:
        cost.faults.append(f"touches {touched:,} pages")


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _faults(node: dict[str, Any]) -> list[str]:
    kind, loops = node["Node Type"], node["Actual Loops"]
    where = node.get("Relation Name") or node.get("Index Name") or ""
    returned = int(node["Actual Rows"] * loops)
    dropped = int(node.get("Rows Removed by Filter", 0) * loops)
    dropped += int(node.get("Rows Removed by Index Recheck", 0) * loops)
    if "Seq Scan" in kind and returned + dropped > MANY:
        return [f"seq scan of {where}: {returned + dropped:,} rows"]
    if dropped > MANY:
        return [f"{kind} of {where} drops {dropped:,} rows by {node.get('Filter', 'recheck')}"]
    if kind == "Sort" and sum(_rows(inner) for inner in node["Plans"]) > MANY:
        return [
            f"sorts {sum(_rows(inner) for inner in node['Plans']):,} rows by {node['Sort Key']}"
        ]
    return []


def _rows(node: dict[str, Any]) -> int:
    return int(node["Actual Rows"] * node["Actual Loops"])


def _drawn(node: dict[str, Any], depth: int = 0) -> str:
    """The tree, a line a node: what, on what, rows, buffers, milliseconds."""
    on = " ".join(str(node[key]) for key in ("Relation Name", "Index Name") if key in node)
    buffers = node["Shared Hit Blocks"] + node["Shared Read Blocks"]
    line = f"{'  ' * depth}{node['Node Type']} {on}: {_rows(node)} rows, {buffers} buffers, "
    line += f"{node['Actual Total Time'] * node['Actual Loops']:.2f} ms"
    return "\n".join([line, *(_drawn(inner, depth + 1) for inner in node.get("Plans", ()))])
