"""Proving the block's truths from its rows alone. Each check is one statement, one snapshot."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

CHECKS = {
    "overlap": """
        SELECT one.id FROM booking_reservations one
        JOIN booking_reservations other
          ON other.resource_id = one.resource_id AND other.seat = one.seat AND other.id > one.id
         AND tstzrange(other.begins_at, other.ends_at) && tstzrange(one.begins_at, one.ends_at)
        WHERE one.state IN ('held', 'booked', 'attended', 'no_show')
          AND other.state IN ('held', 'booked', 'attended', 'no_show')""",
    "oversold": """
        SELECT r.id FROM booking_reservations r
        JOIN booking_resources b ON b.id = r.resource_id
        WHERE r.state IN ('held', 'booked') AND r.seat > b.capacity
          AND r.ends_at > CAST(:now AS timestamptz)""",
    "twice": """
        SELECT one.id FROM booking_reservations one
        JOIN booking_reservations other
          ON other.resource_id = one.resource_id AND other.person_id = one.person_id
         AND other.id > one.id
         AND tstzrange(other.begins_at, other.ends_at) && tstzrange(one.begins_at, one.ends_at)
        WHERE one.state IN ('held', 'booked', 'waiting')
          AND other.state IN ('held', 'booked', 'waiting')""",
    "waits_beside_a_free_place": """
        SELECT w.id FROM booking_reservations w
        JOIN booking_resources b ON b.id = w.resource_id
        WHERE w.state = 'waiting' AND b.closed_at IS NULL
          AND w.begins_at >= CAST(:now AS timestamptz) + make_interval(mins => b.lead_minutes)
          AND b.capacity > (
            SELECT count(DISTINCT r.seat) FROM booking_reservations r
            WHERE r.resource_id = w.resource_id
              AND r.state IN ('held', 'booked', 'attended', 'no_show')
              AND r.begins_at < w.ends_at AND w.begins_at < r.ends_at)""",
    "numbers": """
        SELECT b.id FROM booking_resources b
        WHERE b.last_number < (
            SELECT coalesce(max(r.number), 0) FROM booking_reservations r
            WHERE r.resource_id = b.id)""",
}
SHOWN = 100


async def verify(session: AsyncSession, now: datetime) -> list[tuple[str, str]]:
    """What is against a truth: which, and an id; some of each at most."""
    return [
        (truth, str(found))
        for truth, rows in CHECKS.items()
        for found in await session.scalars(text(f"{rows} LIMIT {SHOWN}"), {"now": now})
    ]
