"""Writing catalogues, and publishing them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.offering import Action
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry
from shequ_api.features.five_codes.events import CataloguePublished
from shequ_api.features.five_codes.models import LAYERS, Catalogue, CatalogueEdition
from shequ_api.features.five_codes.schemas import CatalogueContent, CatalogueEntry
from shequ_api.kit.errors import Fault, Malformed, NotNow, Stale
from shequ_api.kit.ids import new_id


class CataloguePlaceUnfit(Malformed):
    code, title = "catalogue_place_unfit", "五码目录属于社区、街道或区县"


class CatalogueUnfit(Malformed):
    """`errors` names each entry that does not fit, and what is wrong with it."""

    code, title = "catalogue_unfit", "目录里有不能使用的入口"


class CatalogueUnchanged(NotNow):
    code, title = "catalogue_unchanged", "草稿与已发布的目录相同"


class CatalogueBegunByAnother(Stale):
    """Two people began one at once."""


async def catalogue_of(session: AsyncSession, place: Place) -> Catalogue | None:
    """The catalogue of the place itself."""
    if place.kind not in LAYERS or place.district_id is None:
        raise CataloguePlaceUnfit
    found: Catalogue | None = await session.scalar(
        select(Catalogue).where(Catalogue.place_id == place.id)
    )
    return found


async def draft_catalogue(
    session: AsyncSession,
    actor: Actor,
    registry: Registry,
    place: Place,
    catalogue: Catalogue | None,
    content: CatalogueContent,
    *,
    now: datetime,
) -> Catalogue:
    """Write down what a place is to offer; residents see it once it is published."""
    await refuse_unfit(session, registry, place, content)
    assert place.district_id is not None, "catalogue_of refused such a place"
    if catalogue is None:
        catalogue = Catalogue(
            id=new_id(),
            place_id=place.id,
            district_id=place.district_id,
            layer=LAYERS[place.kind],
            published=None,
        )
        session.add(catalogue)
    catalogue.draft = content.model_dump(mode="json")
    catalogue.drafted_at, catalogue.drafted_by_id = now, actor.person_id
    await session.flush()
    return catalogue


async def publish_catalogue(
    session: AsyncSession,
    actor: Actor,
    registry: Registry,
    place: Place,
    catalogue: Catalogue,
    *,
    now: datetime,
) -> Catalogue:
    """Offer the draft from now on. What it names is looked at again: it may have gone since."""
    if catalogue.draft == catalogue.published:
        raise CatalogueUnchanged
    await refuse_unfit(session, registry, place, CatalogueContent.model_validate(catalogue.draft))
    catalogue.edition += 1
    catalogue.published, catalogue.published_at = catalogue.draft, now
    session.add(
        CatalogueEdition(
            id=new_id(),
            catalogue_id=catalogue.id,
            district_id=catalogue.district_id,
            number=catalogue.edition,
            content=catalogue.draft,
            published_at=now,
            published_by_id=actor.person_id,
        )
    )
    fact = CataloguePublished(
        subject_id=catalogue.id,
        district_id=catalogue.district_id,
        place_id=place.id,
        edition=catalogue.edition,
    )
    record(session, fact, now=now)
    await session.flush()
    return catalogue


async def refuse_unfit(
    session: AsyncSession, registry: Registry, place: Place, content: CatalogueContent
) -> None:
    """What no module offers cannot be offered, nor with parameters that it does not take."""
    actions = {action.key: action for action in registry.actions}
    faults: list[Fault] = []
    for number, entry in enumerate(content.entries):
        action = actions.get(entry.action)
        if action is None:
            at = f"/entries/{number}/action"
            faults.append(Fault(at, "action_unknown", "没有模块提供这个动作"))
        else:
            faults += await _faults_of(session, place, entry, action, f"/entries/{number}")
    if faults:
        raise CatalogueUnfit(errors=tuple(faults))


async def _faults_of(
    session: AsyncSession, place: Place, entry: CatalogueEntry, action: Action, at: str
) -> list[Fault]:
    lacking = [name for name in action.needs if name not in entry.parameters]
    where = f"{at}/parameters"
    faults = [Fault(where, "parameter_needed", f"这个动作需要参数 {name}") for name in lacking]
    for name, value in entry.parameters.items():
        takes = action.takes.get(name)
        if takes is None:
            where = f"{at}/parameters/{name}"
            faults.append(Fault(where, "parameter_unknown", "这个动作不接受该参数"))
        elif not await takes(session, place, value):
            where = f"{at}/parameters/{name}"
            faults.append(Fault(where, "parameter_unfit", "参数所指的内容在这里不存在或不可用"))
    return faults
