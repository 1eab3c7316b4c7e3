"""After how many days a vacancy is told, and to whom: rules of districts and cities."""

from typing import Annotated

from fastapi import Depends, Response
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.people import vacancy_rules
from shequ_api.base.people.permissions import PeoplePermission
from shequ_api.base.people.vacancy_models import VacancyRule
from shequ_api.base.people.vacancy_rules import VacancyDays
from shequ_api.base.people.vacancy_schemas import (
    VacancyRuleDraft,
    VacancyRuleEditionView,
    VacancyRuleView,
)
from shequ_api.base.places.models import Place
from shequ_api.base.places.router import OurPlace, ThePlace
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["people"], prefix="/places/{place_id}")
Reader = Annotated[Actor, Depends(may(PeoplePermission.VIEW_VACANCY_RULES))]
Ruler = Annotated[Actor, Depends(may(PeoplePermission.SET_VACANCY_RULES))]


async def place_to_rule(place: OurPlace, actor: Ruler) -> Place:
    """The actor's own district or city. RuleIsAnothers."""
    vacancy_rules.refuse_another(actor, place)
    return place


MyPlace = Annotated[Place, Depends(place_to_rule)]


async def _shown(session: Session, place: Place, response: Response) -> VacancyRuleView:
    ruling = await vacancy_rules.ruling_at(session, place)
    show_version(response, ruling.version)
    return VacancyRuleView(
        place_id=place.id,
        **ruling.days._asdict(),
        source_id=ruling.source_id,
        version=ruling.version,
    )


@router.get("/vacancy-rule")
async def get_vacancy_rule(
    place: ThePlace, _: Reader, session: Session, response: Response
) -> VacancyRuleView:
    """查看空岗提醒规则: After how many days a vacancy at this place is told, and to whom next."""
    return await _shown(session, place, response)


@router.put("/vacancy-rule")
async def set_vacancy_rule(
    draft: VacancyRuleDraft,
    place: MyPlace,
    actor: Ruler,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> VacancyRuleView:
    """制定空岗提醒规则: Set one's own district's rule, or the one that a city's districts fall back
    to. The same days again change nothing."""
    await _change(session, actor, place, VacancyDays(**draft.model_dump()), match, now)
    return await _shown(session, place, response)


@router.delete("/vacancy-rule")
async def drop_vacancy_rule(
    place: MyPlace,
    actor: Ruler,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> VacancyRuleView:
    """恢复上级空岗提醒规则: Follow those above again. Once more changes nothing."""
    await _change(session, actor, place, None, match, now)
    return await _shown(session, place, response)


async def _change(
    session: Session,
    actor: Actor,
    place: Place,
    days: VacancyDays | None,
    match: IfMatch,
    now: Now,
) -> None:
    own = (await vacancy_rules.editions_of(session, place)).get(place.id)
    if days == (vacancy_rules.days_of(own) if own else None):
        return  # sent again: the version that it names is the one before
    version = own.version if own else 0
    match.check(version)
    await vacancy_rules.set_rule(session, actor, place, days, version=version, now=now)


@router.get("/vacancy-rule/editions")
async def list_vacancy_rule_editions(
    place: ThePlace, actor: Reader, session: Session, paging: ThePaging
) -> Page[VacancyRuleEditionView]:
    """空岗提醒规则的历次内容: What the district and the city in which a place lies had set from
    when on; newest first."""
    columns = (getattr(VacancyRule, name) for name in VacancyRuleEditionView.model_fields)
    lines = select(*columns).where(VacancyRule.place_id.in_([place.district_id, place.city_id]))
    order = [VacancyRule.set_at, VacancyRule.place_id, VacancyRule.version]
    rows, cursor = await page_of(session, lines, order, paging)
    if not actor.may(PeoplePermission.SET_VACANCY_RULES):
        rows = [{**row, "set_by_id": None} for row in rows]
    return Page(items=[VacancyRuleEditionView(**row) for row in rows], next_cursor=cursor)
