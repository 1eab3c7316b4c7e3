"""Reads of allocation rules, and of the households that they are for."""

from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from shequ_api.base.places.models import Place
from shequ_api.base.registry import Audience
from shequ_api.base.residency.models import Residency
from shequ_api.features.charity.public import Pool
from shequ_api.features.charity_allocations.models import AllocationRule
from shequ_api.features.charity_grants.public import last_month
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def rule_lines() -> Rows:
    """Allocation rules with their pools."""
    return select(AllocationRule.__table__, Pool.title.label("pool_title")).join(
        Pool, Pool.id == AllocationRule.pool_id
    )


def rules_to_run(month: date, today: date, most: int) -> Select[AllocationRule]:
    """Rules that have not reached all of their households in a month yet, each for one worker,
    those first that were tried longest ago."""
    return (
        select(AllocationRule)
        .join(Pool, Pool.id == AllocationRule.pool_id)
        .where(
            AllocationRule.ended_at.is_(None),
            Pool.closed_at.is_(None),
            AllocationRule.starts_on <= today,
            AllocationRule.ends_on.is_(None) | (AllocationRule.ends_on > today),
            AllocationRule.ran_for.is_distinct_from(month),
        )
        .order_by(AllocationRule.tried_at.asc().nulls_first(), AllocationRule.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=AllocationRule)
    )


def households(rule: AllocationRule, audience: Audience, month: date, on: date, most: int) -> Rows:
    """Dwellings of a rule's community where somebody carries its tag, each with one who does, that
    the rule did not reach in a month yet: those first that it reached longest ago, or never."""
    members = audience.members(on).subquery("members")
    # One of each household: who has belonged there longest.
    ones = (
        select(Residency.place_id, members.c.person_id)
        .join(members, members.c.id == Residency.id)
        .where(members.c.community_id == rule.community_id)
        .ext(distinct_on(Residency.place_id))
        .order_by(Residency.place_id, members.c.since, members.c.id)
        .subquery("ones")
    )
    reached = last_month(rule.id, ones.c.place_id)
    return (
        select(Place, ones.c.person_id)
        .join(ones, ones.c.place_id == Place.id)
        .where(Place.ended_at.is_(None), reached.is_distinct_from(month))
        .order_by(reached.asc().nulls_first(), Place.id)
        .limit(most)
    )
