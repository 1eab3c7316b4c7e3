"""The earning rules that a new installation starts with; they hold everywhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.earning_rules.caps import CapPer
from shequ_api.features.earning_rules.models import EarningRule
from shequ_api.features.earning_rules.rules import Earner, RuleFact

DEFAULTS = {
    UUID("01936b00-0000-7000-8000-000000000001"): (
        RuleFact.INSPECTION_APPROVED,
        Earner.WORKER,
        "巡查记录审核通过",
        10,
        100,
    ),
    UUID("01936b00-0000-7000-8000-000000000002"): (
        RuleFact.TICKET_SETTLED,
        Earner.SETTLER,
        "办结居民诉求",
        15,
        150,
    ),
    UUID("01936b00-0000-7000-8000-000000000003"): (
        RuleFact.TICKET_RATED,
        Earner.REPORTER,
        "评价诉求办理",
        2,
        10,
    ),
}


async def seed_rules(session: AsyncSession, now: datetime) -> None:
    """Enter the rules that are missing, in force from now on."""
    rows = [
        {
            "id": rule_id,
            "series_id": rule_id,
            "version": 1,
            "fact": fact,
            "conditions": {},
            "earner": earner,
            "title": title,
            "points": points,
            "caps": [{"per": CapPer.DAY, "points": cap}],
            "windows": {},
            "priority": 0,
            "shadow": False,
            "valid_from": now,
            "created_at": now,
        }
        for rule_id, (fact, earner, title, points, cap) in DEFAULTS.items()
    ]
    await session.execute(insert(EarningRule).on_conflict_do_nothing(), rows)
