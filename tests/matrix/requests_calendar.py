"""How to ask about days."""

from tests.matrix.asking import Ask, once

OPERATIONS = {
    "list_calendar_days": once(lambda _: Ask(query={"from": "2026-10-01", "to": "2026-10-11"}))
}
