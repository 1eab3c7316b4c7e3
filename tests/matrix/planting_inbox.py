"""Messages to people of a site, and the rules by which its vacancies are told."""

from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from shequ_api.base.people.vacancy_models import VacancyRule
from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.models import Message
from shequ_api.features.inbox.service import shown_instant
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

DAYS = {"community_days": 3, "subdistrict_days": 8, "district_days": 15}


async def plant(ground: Ground, world: World, site: Site) -> None:
    if site.inhabitant:
        text = word(site, "news")
        site.things["message"] = await _message(ground, UUID(site.inhabitant), text)
    ruled = [UUID(place) for place in (site.district, site.city) if place]
    for place_id in ruled:
        set_once = insert(VacancyRule).values(
            place_id=place_id,
            version=1,
            **DAYS,
            set_at=ground.now,
            set_by_id=UUID(world.people["district_administrator"]),
        )
        await ground.session.execute(set_once.on_conflict_do_nothing())


async def own_things(ground: Ground, world: World) -> None:
    for role in KNOWN:
        person_id = UUID(world.people[role])
        await _message(ground, person_id, "请先查看")
        world.own[f"message:{role}"] = await _message(ground, person_id, "请查看")


async def _message(ground: Ground, person_id: UUID, text: str) -> str:
    """Something that somebody was told, and has not read."""
    about = uuid4()
    message = Message(
        id=new_id(),
        person_id=person_id,
        kind=MessageKind.TICKET_SETTLED,
        title="诉求已办结",
        text=text,
        about_kind="ticket",
        about_id=about,
        topic_id=about,
        told_at=shown_instant(ground.now),
    )
    ground.session.add(message)
    await ground.session.flush()
    return str(message.id)
