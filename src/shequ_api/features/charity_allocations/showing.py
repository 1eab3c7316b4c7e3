"""Allocation rules as they are shown."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Registry
from shequ_api.features.charity_allocations import queries
from shequ_api.features.charity_allocations.models import AllocationRule
from shequ_api.features.charity_allocations.schemas import AllocationRuleView
from shequ_api.kit.http.parts import Parts


def rule_view(session: AsyncSession, row: Mapping[str, Any]) -> AllocationRuleView:
    """A row of `rule_lines`."""
    parts: Parts = session.info["parts"]
    titles = {each.key: each.title for each in parts.get(Registry).audiences.values()}
    return AllocationRuleView.model_validate({**row, "tag_title": titles.get(row["tag"], "")})


async def shown_rule(session: AsyncSession, rule: AllocationRule) -> AllocationRuleView:
    """A rule as it stands now."""
    await session.flush()
    found = await session.execute(queries.rule_lines(AllocationRule.id == rule.id))
    return rule_view(session, dict(found.mappings().one()))
