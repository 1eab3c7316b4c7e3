"""How tickets are found."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, Uuid, bindparam, column, select, text

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.people.models import Person
from shequ_api.features.ticket_search.rules import pairs_of, pattern_of
from shequ_api.features.tickets.public import Ticket, ticket_lines

Rows = Select[*tuple[Any, ...]]
WEEK = timedelta(weeks=1).total_seconds()
WEEKS_BACK = 260
MOST_BY_PHONE = 100

# A search walks back in time, through one week, two, four, and so on: of a frequent word the first
# week has enough, of a rare one few rows are in all of them. It stops where it has enough. Without
# this a frequent word's rows would all be fetched to be sorted, however many there are.
_WALK = text("""
    WITH RECURSIVE walk (upto, width, ids, many) AS (
      SELECT CAST(:newest AS integer), 1, CAST('{}' AS uuid[]), 0
      UNION ALL
      SELECT upto - width, least(2 * width, 16), slice.ids, many + cardinality(slice.ids)
      FROM walk
      CROSS JOIN LATERAL (
        SELECT array_agg('w' || week) AS weeks FROM generate_series(upto - width + 1, upto) AS week
      ) AS within
      CROSS JOIN LATERAL (
        SELECT ARRAY(
          SELECT ticket_id FROM ticket_words
          WHERE shequ_search_tokens(
              words, created_at, city_id, district_id, subdistrict_id, community_id, compound_id,
              building_id, general_grid_id, micro_grid_id
            ) @> :tokens
            AND shequ_search_tokens(
              words, created_at, city_id, district_id, subdistrict_id, community_id, compound_id,
              building_id, general_grid_id, micro_grid_id
            ) && within.weeks
            AND words LIKE ALL (:patterns)
            AND (created_at, ticket_id) < (:before, :before_id)
          ORDER BY created_at DESC, ticket_id DESC LIMIT :wanted
        ) AS ids
      ) AS slice
      WHERE many < :wanted AND upto > :oldest
    )
    SELECT unnest(ids) AS id FROM walk""")
_LAST = UUID(int=2**128 - 1)


def by_words(
    actor: Actor, words: list[str], now: datetime, after: tuple[datetime, UUID] | None, wanted: int
) -> Rows:
    """So many tickets in the scope of the acting posting whose text has all these words, the newest
    first, from five years back on. What the index finds is asked of the ticket once more."""
    before, before_id = after or (now, _LAST)
    scope = [str(actor.acting.scope.id)] if actor.acting else []
    newest = int(before.timestamp() // WEEK)
    walk = _WALK.bindparams(
        bindparam("tokens", pairs_of(words) + scope, ARRAY(Text())),
        bindparam("patterns", [pattern_of(word) for word in words], ARRAY(Text())),
        bindparam("before_id", before_id, Uuid()),
        newest=newest,
        oldest=int(now.timestamp() // WEEK) - WEEKS_BACK,
        before=before,
        wanted=wanted,
    )
    found = walk.columns(column("id", Uuid())).cte("found")
    lines = ticket_lines(Ticket.id.in_(select(found.c.id)), in_scope(actor, Ticket))
    return lines.order_by(Ticket.created_at.desc(), Ticket.id.desc()).limit(wanted)


def by_phone(actor: Actor, phone_index: bytes) -> Rows:
    """Tickets in scope that whoever has a number ordered, and says so: never anonymous ones. With
    whose they are."""
    person_id = select(Person.id).where(Person.phone_index == phone_index).scalar_subquery()
    lines = ticket_lines(Ticket.reporter_id == person_id, in_scope(actor, Ticket))
    lines = lines.add_columns(Ticket.reporter_id).limit(MOST_BY_PHONE + 1)
    return lines.order_by(Ticket.created_at.desc(), Ticket.id.desc())
