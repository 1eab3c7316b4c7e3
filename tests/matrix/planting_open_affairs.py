"""In each community something that it disclosed and a draft, and on the roster of each building a
proposal; a district has a category of its own, and everybody a card and proposals about them."""

from uuid import UUID

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Belonging
from shequ_api.features.open_affairs import categories
from shequ_api.features.open_affairs import service as affairs
from shequ_api.features.open_affairs.category_schemas import DisclosureCategoryDraft
from shequ_api.features.open_affairs.models import Disclosure
from shequ_api.features.open_affairs.schemas import DisclosureOpening
from shequ_api.features.rosters.models import RosterEntry
from shequ_api.features.serving_staff import service as cards
from shequ_api.features.serving_staff.rules import ShownTo
from shequ_api.features.serving_staff.schemas import ServiceCardDraft
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, person, somebody, word
from tests.matrix.planting_residency import living
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

COMMUNITIES = ("home", "near", "far", "abroad", "beyond")


async def _disclosure(ground: Ground, site: Site, said: str, *, shown: bool) -> Disclosure:
    office = somebody(site.worker, Scope("community_id", UUID(site.community)))
    session, now = ground.session, ground.now
    place = await session.get_one(Place, UUID(site.community))
    opening = DisclosureOpening(
        title=said, text=said, answered_by="居委会", place_id=place.id, category="neighbourhood"
    )
    made = await affairs.write(session, office, place, opening, files=[], now=now)
    if shown:
        await affairs.publish(session, office, made, now=now)
    return made


def _proposal(ground: Ground, building: Place, person_id: str, by: str, said: str) -> RosterEntry:
    entry = RosterEntry(
        id=new_id(),
        **located_at(building),
        person_id=UUID(person_id),
        role="party_member",
        pledge=said,
        state="proposed",
        proposed_at=ground.now,
        proposed_by_id=UUID(by),
    )
    ground.session.add(entry)
    return entry


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.grid and site.inhabitant and site.building):
        return
    session = ground.session
    building = await session.get_one(Place, UUID(site.building))
    said = word(site, "roster_proposal")
    entry = _proposal(ground, building, site.inhabitant, site.worker, said)
    neighbour = await person(ground, "金丝邻居")
    await living(ground, neighbour, site.dwelling, Belonging.TENANT)
    site.things |= {"roster_entry": str(entry.id), "roster_neighbour": str(neighbour)}
    if site.key in COMMUNITIES:
        shown = await _disclosure(ground, site, word(site, "disclosure", closed=False), shown=True)
        draft = await _disclosure(ground, site, word(site, "disclosure_draft"), shown=False)
        site.things |= {
            "disclosure": str(shown.id),
            "disclosure_draft": str(draft.id),
            "community_roster_entry": str(entry.id),
        }
    if site.key == "home":
        district = await session.get_one(Place, UUID(site.district))
        said_of = DisclosureCategoryDraft(code="matrix", title="电梯公开", position=9)
        made = await categories.make_category(session, district, said_of)
        site.things["district_category"] = str(made.id)
    await session.flush()


async def own_things(ground: Ground, world: World) -> None:
    home, session = world.sites["home"], ground.session
    buildings = [
        await session.get_one(Place, UUID(world.sites[key].building)) for key in ("home", "west")
    ]
    card = ServiceCardDraft(name_to=ShownTo.NOBODY, consent_version=1)
    for role in KNOWN:
        who = world.people[role]
        for building in buildings:
            mine = _proposal(ground, building, who, home.worker, f"{role}的承诺")
        world.own[f"roster_entry:{role}"] = str(mine.id)
        await cards.show(session, UUID(who), card, photo=None, now=ground.now)
    await session.flush()
