"""What changes while a fact is judged, or between two facts about one thing."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.earning_records.models import Earning, EarningFact
from shequ_api.features.earnings.reactions import credit
from shequ_api.features.earnings.service import earning
from shequ_api.features.earnings.service.facts import MergedMeanwhile
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.earnings.facts import inspection, rating
from tests.features.earnings.merging import merged
from tests.features.earnings.test_earning import balance
from tests.features.points.earned import fund

WORKER = "micro_grid_worker"


@pytest.mark.parametrize("kept_has_a_card", [True, False])
async def test_who_is_merged_while_their_card_is_waited_for(
    session: AsyncSession, cast: Cast, monkeypatch: pytest.MonkeyPatch, kept_has_a_card: bool
) -> None:
    await fund(session, cast, WORKER, 1, now=utc_now())
    if kept_has_a_card:
        await fund(session, cast, "resident", 1, now=utc_now())
    asked = earning._locked_cards

    async def merge_first(*facts: object, **more: object) -> object:
        await merged(session, cast, WORKER, "resident")
        return await asked(*facts, **more)  # type: ignore[arg-type]

    fact = inspection(cast)
    with monkeypatch.context() as patched:
        patched.setattr(earning, "_locked_cards", merge_first)
        with pytest.raises(MergedMeanwhile):
            async with session.begin_nested():
                await credit(session, fact, utc_now())
    assert list(await session.scalars(select(Earning))) == []
    await merged(session, cast, WORKER, "resident")
    before = await balance(session, cast, "resident") or 0
    await credit(session, fact, utc_now())
    assert await balance(session, cast, "resident") == before + 10


async def test_each_fact_happened_when_it_was_told(session: AsyncSession, cast: Cast) -> None:
    now = utc_now()
    first = rating(cast, score=2)
    again = first.model_copy(update={"score": 5})
    record(session, first, now=now - timedelta(hours=5))
    record(session, again, now=now - timedelta(hours=1))
    await session.flush()
    for fact in (first, again):
        await credit(session, fact, now)
    noted = select(EarningFact).where(EarningFact.subject_id == first.subject_id)
    when = {each.fields["score"]: each.happened_at for each in await session.scalars(noted)}
    assert when == {2: now - timedelta(hours=5), 5: now - timedelta(hours=1)}
