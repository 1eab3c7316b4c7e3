"""In each whole community a draft of a scheme, and a month that is shown: with its worker's
review, a correction and a dispute; another month that is over, one that is frozen, and one that
somebody asks to open again. Those who ask have months of their own."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from shequ_api.base.places.models import Place
from shequ_api.features.performance_closing.models import PerformanceDispute, PerformanceReopening
from shequ_api.features.performance_inputs.models import (
    SCOPES,
    PerformanceAdjustment,
    PerformanceItem,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.features.performance_reviews.models import PerformanceCorrection
from shequ_api.features.performance_schemes.models import PerformanceScheme
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, person, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

WHERE = ("home", "near", "far", "abroad", "beyond")
INDICATOR = {
    "measure": "check_ins_believed",
    "weight": 100,
    "target": 90,
    "cap": 100,
    "when_empty": "share",
    "parameters": {"score": 60},
}
LINE = {
    **INDICATOR,
    "title": "打卡可信率",
    "says": "可信的打卡 ÷ 全部打卡",
    "goal": "rate_at_least",
    "numerator": 0,
    "denominator": 0,
    "excluded": {"in_review": 1},
    "points_hundredths": None,
    "steps": [],
}
RESULT: dict[str, Any] = {
    "days": {"workdays": 20, "served_hundredths": 2000, "stretches": []},
    "lines": [{key: LINE[key] for key in LINE if key != "when_empty"}],
    "steps": [],
}


def before(ground: Ground, months: int) -> date:
    """The first day of a month so many months ago; 0 for this one."""
    day = china_date(ground.now).replace(day=1)
    for _ in range(months):
        day = (day - timedelta(days=1)).replace(day=1)
    return day


async def plant(ground: Ground, world: World, site: Site) -> None:
    if site.key not in WHERE:
        return
    scheme = await _scheme(ground, site, None)
    used = await _scheme(ground, site, before(ground, 5))
    shown = await _month(ground, site, used, 1, state="provisional", days=9)
    over = await _month(ground, site, used, 2, state="provisional", days=-1)
    frozen = await _month(ground, site, used, 3, state="frozen", days=-1)
    asked = await _month(ground, site, used, 4, state="frozen", days=-1)
    review = await _review(ground, shown, UUID(site.worker))
    await _asked(ground, site, asked)
    site.things |= {
        "performance_scheme": str(scheme.id),
        "performance_month": str(shown.id),
        "performance_over": str(over.id),
        "performance_frozen": str(frozen.id),
        "performance_asked": str(asked.id),
        "performance_review": str(review.id),
        "performance_row": str(await _row(ground, site, review)),
        "performance_correction": str(await _correction(ground, site, review)),
        "performance_day": before(ground, 1).isoformat(),
        "performance_adjustment": str(await _adjustment(ground, site, frozen, review)),
        "performance_dispute": str(
            await _dispute(ground, review, word(site, "performance_dispute"))
        ),
    }


async def own_things(ground: Ground, world: World) -> None:
    """Two months of everybody who asks, far from where anybody holds an office."""
    site = world.sites["beyond"]
    scheme = await ground.session.get_one(
        PerformanceScheme, UUID(site.things["performance_scheme"])
    )
    months = [
        await _month(ground, site, scheme, ago, state="provisional", days=9) for ago in (7, 6)
    ]
    for role in KNOWN:
        for month in months:
            mine = await _review(ground, month, UUID(world.people[role]))
            world.own[f"performance_review:{role}"] = str(mine.id)
            said = await _dispute(ground, mine, "当天停电")
            world.own[f"performance_dispute:{role}"] = str(said)


async def _scheme(ground: Ground, site: Site, valid_from: date | None) -> PerformanceScheme:
    by = UUID(site.worker)
    scheme = PerformanceScheme(
        id=new_id(),
        place_id=UUID(site.community),
        **{column: UUID(getattr(site, column.removesuffix("_id"))) for column in SCOPES},
        title=word(site, "performance_title"),
        indicators=[INDICATOR],
        dispute_workdays=5,
        drawn_at=ground.now,
        drawn_by_id=by,
        valid_from=valid_from,
        published_at=ground.now if valid_from else None,
        published_by_id=by if valid_from else None,
    )
    ground.session.add(scheme)
    await ground.session.flush()
    return scheme


async def _month(
    ground: Ground, site: Site, scheme: PerformanceScheme, ago: int, *, state: str, days: int
) -> PerformanceMonth:
    community = await ground.session.get_one(Place, UUID(site.community))
    frozen = state == "frozen"
    month = PerformanceMonth(
        id=new_id(),
        **{column: getattr(community, column) for column in SCOPES},
        month=before(ground, ago),
        scheme_id=scheme.id,
        state=state,
        counted_to=before(ground, ago - 1) - timedelta(days=1),
        dispute_until=china_date(ground.now) + timedelta(days=days),
        frozen_at=ground.now if frozen else None,
        frozen_by_id=UUID(site.worker) if frozen else None,
        editions=int(frozen),
    )
    ground.session.add(month)
    await ground.session.flush()
    return month


async def _review(ground: Ground, month: PerformanceMonth, person_id: UUID) -> PerformanceReview:
    review = PerformanceReview(
        id=new_id(),
        month_id=month.id,
        person_id=person_id,
        **{column: getattr(month, column) for column in SCOPES},
        month=month.month,
        result=RESULT,
        computed_at=ground.now,
    )
    ground.session.add(review)
    await ground.session.flush()
    return review


async def _row(ground: Ground, site: Site, review: PerformanceReview) -> UUID:
    dwelling = select(Place).where(Place.id == UUID(site.dwelling))
    place = (await ground.session.scalars(dwelling)).one()
    row = PerformanceItem(
        review_id=review.id,
        source="check_in",
        subject_id=new_id(),
        happened_at=ground.now - timedelta(days=china_date(ground.now).day + 1),
        district_id=review.district_id,
        place_id=place.id,
        state="waiting",
        value=10,
        absent=False,
        covering=False,
    )
    ground.session.add(row)
    await ground.session.flush()
    return row.subject_id


async def _correction(ground: Ground, site: Site, review: PerformanceReview) -> UUID:
    """By somebody who is nobody of those who ask."""
    correction = PerformanceCorrection(
        id=new_id(),
        review_id=review.id,
        district_id=review.district_id,
        effect="excluded",
        subject_id=new_id(),
        reason=word(site, "performance_reason"),
        made_by_id=await person(ground, word(site, "performance_corrector")),
        made_at=ground.now,
    )
    ground.session.add(correction)
    await ground.session.flush()
    return correction.id


async def _adjustment(
    ground: Ground, site: Site, frozen: PerformanceMonth, review: PerformanceReview
) -> UUID:
    """Of the worker's frozen month, in the one that is shown."""
    former = await _review(ground, frozen, UUID(site.worker))
    adjustment = PerformanceAdjustment(
        id=new_id(),
        of_review_id=former.id,
        review_id=review.id,
        district_id=review.district_id,
        cause="evidence",
        source="check_in",
        subject_id=new_id(),
        happened_at=ground.now,
        state="rejected",
        points_hundredths=-250,
        steps=[],
        reason=word(site, "performance_adjusted"),
        decided_by_id=await person(ground, word(site, "performance_decider")),
        decided_at=ground.now,
    )
    ground.session.add(adjustment)
    await ground.session.flush()
    return adjustment.id


async def _dispute(ground: Ground, review: PerformanceReview, text: str) -> UUID:
    dispute = PerformanceDispute(
        id=new_id(),
        review_id=review.id,
        **{column: getattr(review, column) for column in SCOPES},
        text=text,
        raised_at=ground.now,
        state="waiting",
    )
    ground.session.add(dispute)
    await ground.session.flush()
    return dispute.id


async def _asked(ground: Ground, site: Site, month: PerformanceMonth) -> None:
    """By somebody who is nobody of those who ask."""
    asked = PerformanceReopening(
        id=new_id(),
        month_id=month.id,
        district_id=month.district_id,
        reason=word(site, "performance_reopening"),
        asked_at=ground.now,
        asked_by_id=await person(ground, word(site, "performance_asker")),
    )
    ground.session.add(asked)
    await ground.session.flush()
