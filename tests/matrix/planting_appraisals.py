"""In each whole community a draft of a scheme, and a month that is shown: with its worker's
appraisal, a correction and a dispute; another month that is over, one that is frozen, and one that
somebody asks to open again. Those who ask have months of their own."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from shequ_api.base.places.models import Place
from shequ_api.features.appraisal_closing.models import AppraisalDispute, AppraisalReopening
from shequ_api.features.appraisal_schemes.models import AppraisalScheme
from shequ_api.features.appraisals.models import (
    SCOPES,
    Appraisal,
    AppraisalCorrection,
    AppraisalItem,
    AppraisalMonth,
)
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
    appraisal = await _appraisal(ground, shown, UUID(site.worker))
    await _asked(ground, site, asked)
    site.things |= {
        "appraisal_scheme": str(scheme.id),
        "appraisal_month": str(shown.id),
        "appraisal_over": str(over.id),
        "appraisal_frozen": str(frozen.id),
        "appraisal_asked": str(asked.id),
        "appraisal": str(appraisal.id),
        "appraisal_row": str(await _row(ground, site, appraisal)),
        "appraisal_correction": str(await _correction(ground, site, appraisal)),
        "appraisal_dispute": str(await _dispute(ground, site, appraisal)),
    }


async def own_things(ground: Ground, world: World) -> None:
    """Two months of everybody who asks, far from where anybody holds an office."""
    site = world.sites["beyond"]
    scheme = await ground.session.get_one(AppraisalScheme, UUID(site.things["appraisal_scheme"]))
    months = [
        await _month(ground, site, scheme, ago, state="provisional", days=9) for ago in (7, 6)
    ]
    for role in KNOWN:
        for month in months:
            mine = await _appraisal(ground, month, UUID(world.people[role]))
            world.own[f"appraisal:{role}"] = str(mine.id)


async def _scheme(ground: Ground, site: Site, valid_from: date | None) -> AppraisalScheme:
    by = UUID(site.worker)
    scheme = AppraisalScheme(
        id=new_id(),
        place_id=UUID(site.community),
        **{column: UUID(getattr(site, column.removesuffix("_id"))) for column in SCOPES},
        title=word(site, "appraisal_title"),
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
    ground: Ground, site: Site, scheme: AppraisalScheme, ago: int, *, state: str, days: int
) -> AppraisalMonth:
    community = await ground.session.get_one(Place, UUID(site.community))
    frozen = state == "frozen"
    month = AppraisalMonth(
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


async def _appraisal(ground: Ground, month: AppraisalMonth, person_id: UUID) -> Appraisal:
    appraisal = Appraisal(
        id=new_id(),
        month_id=month.id,
        person_id=person_id,
        **{column: getattr(month, column) for column in SCOPES},
        month=month.month,
        result=RESULT,
        computed_at=ground.now,
    )
    ground.session.add(appraisal)
    await ground.session.flush()
    return appraisal


async def _row(ground: Ground, site: Site, appraisal: Appraisal) -> UUID:
    dwelling = select(Place).where(Place.id == UUID(site.dwelling))
    place = (await ground.session.scalars(dwelling)).one()
    row = AppraisalItem(
        appraisal_id=appraisal.id,
        source="check_in",
        subject_id=new_id(),
        happened_at=ground.now - timedelta(days=china_date(ground.now).day + 1),
        district_id=appraisal.district_id,
        place_id=place.id,
        state="waiting",
        value=10,
        absent=False,
    )
    ground.session.add(row)
    await ground.session.flush()
    return row.subject_id


async def _correction(ground: Ground, site: Site, appraisal: Appraisal) -> UUID:
    """By somebody who is nobody of those who ask."""
    correction = AppraisalCorrection(
        id=new_id(),
        appraisal_id=appraisal.id,
        district_id=appraisal.district_id,
        effect="excluded",
        subject_id=new_id(),
        reason=word(site, "appraisal_reason"),
        made_by_id=await person(ground, word(site, "appraisal_corrector")),
        made_at=ground.now,
    )
    ground.session.add(correction)
    await ground.session.flush()
    return correction.id


async def _dispute(ground: Ground, site: Site, appraisal: Appraisal) -> UUID:
    dispute = AppraisalDispute(
        id=new_id(),
        appraisal_id=appraisal.id,
        **{column: getattr(appraisal, column) for column in SCOPES},
        text=word(site, "appraisal_dispute"),
        raised_at=ground.now,
        state="waiting",
    )
    ground.session.add(dispute)
    await ground.session.flush()
    return dispute.id


async def _asked(ground: Ground, site: Site, month: AppraisalMonth) -> None:
    """By somebody who is nobody of those who ask."""
    asked = AppraisalReopening(
        id=new_id(),
        month_id=month.id,
        district_id=month.district_id,
        reason=word(site, "appraisal_reopening"),
        asked_at=ground.now,
        asked_by_id=await person(ground, word(site, "appraisal_asker")),
    )
    ground.session.add(asked)
    await ground.session.flush()
