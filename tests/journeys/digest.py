"""What a database has come to, without the ids and times that differ from run to run."""

import json

from shequ_api.kit import embedded
from shequ_api.kit.embedded import Embedded

QUERIES = {
    "places": "SELECT code, name, kind FROM places WHERE code LIKE '510108015017-%'",
    "grids": "SELECT code, name, kind FROM grids",
    "persons": "SELECT name, phone_sealed IS NOT NULL AS bound FROM persons",
    "accounts": "SELECT p.name FROM wechat_accounts a JOIN persons p ON p.id = a.person_id",
    "postings": "SELECT p.name, role, ended_at IS NULL AS live FROM postings"
    " JOIN persons p ON p.id = person_id",
    "residencies": "SELECT p.name, belonging, verified_at IS NOT NULL AS verified"
    " FROM residencies JOIN persons p ON p.id = person_id",
    "codes": "SELECT p.code, c.state FROM place_codes c JOIN places p ON p.id = c.place_id",
    "tickets": "SELECT t.service_code, t.text, t.score, t.source_kind, c.state, a.name"
    " FROM tickets t JOIN workflow_cases c ON c.id = t.case_id"
    " LEFT JOIN persons a ON a.id = t.assignee_id",
    "photos": "SELECT f.sha256, p.step FROM ticket_photos p JOIN files f ON f.id = p.file_id",
    "steps": "SELECT c.flow, s.number, s.step, s.to_state, p.name, s.note FROM workflow_steps s"
    " JOIN workflow_cases c ON c.id = s.case_id JOIN persons p ON p.id = s.actor_id"
    # Hazards follow their ticket by jobs: which steps they see depends on when.
    " WHERE c.flow <> 'hazard'",
    "inspections": "SELECT i.id, c.state, i.form_key FROM inspections i"
    " JOIN workflow_cases c ON c.id = i.case_id",
    "submissions": "SELECT id, answers - 'hazard_photos' AS answers FROM form_submissions",
    "check_ins": "SELECT id FROM check_ins",
    "hazards": "SELECT field, level, text, state FROM hazards",
    "transfers": "SELECT ledger, amount, reason FROM ledger_transfers",
    "balances": "SELECT ledger, kind, balance, held FROM ledger_accounts",
    "donations": "SELECT p.name, amount_points FROM charity_donations"
    " JOIN persons p ON p.id = donor_id",
    # What waits is told to offices while it waits: of how much, depends on when the jobs look.
    "messages": "SELECT kind, sum(times) AS times FROM messages WHERE matter_id IS NULL"
    " GROUP BY kind",
    "events": "SELECT name, count(*) AS count FROM events WHERE name <> 'message_told'"
    " GROUP BY name",
    # What was still to be done when the server stopped is done by the next one.
    "jobs": "SELECT name FROM jobs WHERE attempts > 0",
}


def digest(server: Embedded, database: str) -> dict[str, list[str]]:
    """Table → its rows as sorted JSON lines."""
    found = {}
    for name, query in QUERIES.items():
        sql = f"SELECT to_json(r) FROM ({query}) r"
        lines = embedded.superuser_sql(server, sql, database=database).splitlines()
        found[name] = sorted(json.dumps(json.loads(line), ensure_ascii=False) for line in lines)
    return found
