"""What the numbers, states, words and indexes of tickets cost those who write."""

from typing import Any

from benchmarks.plans import connect
from shequ_api.kit.clock import monotonic

ROWS = 2_000
# Of a day on which nothing was planted: numbers are a day and a serial.
FILED = f"""
INSERT INTO tickets (id, city_id, district_id, subdistrict_id, community_id, compound_id,
  building_id, general_grid_id, micro_grid_id, place_id, made_grid_id, service_code, text, private,
  reporter_id, source_kind, case_id, state, number, created_at)
SELECT uuidv7(), t.city_id, t.district_id, t.subdistrict_id, t.community_id, t.compound_id,
  t.building_id, t.general_grid_id, t.micro_grid_id, t.place_id, t.made_grid_id, t.service_code,
  t.text, t.private, t.reporter_id, 'mini_program', c.id, 'submitted', c.id::text,
  now() + interval '1 day'
FROM (SELECT *, row_number() OVER () AS n FROM (SELECT * FROM tickets LIMIT {ROWS}) AS few) t
JOIN (SELECT id, row_number() OVER () AS n FROM filed) c ON c.n = t.n"""
OPENED = f"""
WITH made AS (
  INSERT INTO workflow_cases (id, flow, state, steps_taken, district_id, opened_at, changed_at)
  SELECT uuidv7(), 'ticket', 'submitted', 1, district_id, now(), now()
  FROM (SELECT district_id FROM tickets LIMIT {ROWS}) AS few RETURNING id
) SELECT id FROM made"""
MOVED = "UPDATE workflow_cases SET state = 'accepted' WHERE id IN (SELECT id FROM filed)"
WITHOUT = {
    "all": [],
    "without the words": ["ALTER TABLE tickets DISABLE TRIGGER words_said"],
    "without the number and the copied state": [
        "ALTER TABLE tickets DISABLE TRIGGER number_ticket",
        "ALTER TABLE workflow_cases DISABLE TRIGGER tickets_follow",
    ],
    "without the indexes by state and category": [
        f"DROP INDEX ix_tickets_{column}_id_{kind}"
        for column in ("city", "district", "subdistrict", "community")
        for kind in ("state", "service")
    ],
}


async def cost_of_writing(url: str) -> list[str]:
    """Microseconds for filing a ticket and for a step of it, with everything and without each part,
    in transactions that are rolled back."""
    connection = await connect(url)
    try:
        return [await _timed(connection, name, taken) for name, taken in WITHOUT.items()]
    finally:
        await connection.close()


async def _timed(connection: Any, name: str, taken: list[str]) -> str:
    transaction = connection.transaction()
    await transaction.start()
    try:
        for statement in taken:
            await connection.execute(statement)
        await connection.execute("CREATE TEMP TABLE filed (id uuid) ON COMMIT DROP")
        ids = await connection.fetch(OPENED)
        await connection.executemany("INSERT INTO filed VALUES ($1)", [(row["id"],) for row in ids])
        spent = []
        for statement in (FILED, MOVED):
            began = monotonic()
            await connection.execute(statement)
            spent.append((monotonic() - began) * 1e6 / ROWS)
        return f"{name}: filing {spent[0]:.0f} µs, a step {spent[1]:.0f} µs"
    finally:
        await transaction.rollback()
