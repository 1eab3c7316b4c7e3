"""Who is a volunteer, and how much counts."""

from datetime import date

import pytest

from shequ_api.features.volunteer_hours.rules import (
    ServiceKind,
    Terms,
    counted,
    is_volunteer,
    periods_of,
)


@pytest.mark.parametrize(
    ("roles", "unpaid"),
    [
        (set(), True),
        ({"partner"}, True),
        ({"micro_grid_worker"}, False),
        ({"partner", "community_worker"}, False),
    ],
)
def test_one_paid_role_is_enough_to_be_on_duty(roles: set[str], unpaid: bool) -> None:
    assert is_volunteer(roles, Terms()) is unpaid


@pytest.mark.parametrize(
    ("kind", "due", "of_day", "of_facts", "counts"),
    [
        (ServiceKind.SESSION, 100, 0, 0, 100),
        (ServiceKind.SESSION, 100, 450, 0, 30),
        (ServiceKind.SESSION, 100, 500, 0, 0),
        (ServiceKind.TICKET, 30, 0, 100, 20),
        (ServiceKind.TICKET, 30, 470, 0, 10),
        (ServiceKind.INSPECTION, 30, 0, 120, 0),
    ],
)
def test_what_a_day_leaves(
    kind: ServiceKind, due: int, of_day: int, of_facts: int, counts: int
) -> None:
    assert counted(due, kind, of_day=of_day, of_facts=of_facts, terms=Terms()) == counts


def test_periods() -> None:
    assert periods_of(date(2026, 3, 7)) == ("2026-03", "2026", "ever")
