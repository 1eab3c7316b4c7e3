"""At each site with tickets what is checked of them, and in each whole community a template; of
everybody something that they wrote, and something of theirs that is hidden."""

from types import SimpleNamespace
from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.features.content_checks.asking import hand_in
from shequ_api.features.content_checks.models import ContentCheck, SensitiveWord
from shequ_api.features.content_checks.states import ContentState
from shequ_api.features.reply_templates.models import ReplyTemplate
from shequ_api.features.ticket_talk.writings import TICKET
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

WHERE = ("home", "near", "far", "abroad", "beyond")


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not site.of("ticket"):
        return
    ticket = await ground.session.get_one(Ticket, UUID(site.of("ticket")))
    located = {name: getattr(ticket, name) for name in LEVELS}
    site.things["check"] = await _check(
        ground, ticket.id, UUID(site.inhabitant), ContentState.REVIEW, **located
    )
    if site.key in WHERE:
        await _lists(ground, site)


LEVELS = ("city_id", "district_id", "subdistrict_id", "community_id")


async def own_things(ground: Ground, world: World) -> None:
    """All of it lies beyond everybody's scope, where only its author finds it."""
    beyond = world.sites["beyond"]
    located = {name: UUID(beyond.of(name.removesuffix("_id"))) for name in LEVELS}
    for role in KNOWN:
        author = UUID(world.people[role])
        for kind, state in (("check", ContentState.REVIEW), ("hidden", ContentState.RISKY)):
            ticket = (
                UUID(world.own[f"ticket:{role}"])
                if kind == "check"
                else UUID(world.own[f"wanted:{role}"])
            )
            world.own[f"{kind}:{role}"] = await _check(ground, ticket, author, state, **located)


async def _check(
    ground: Ground, ticket_id: UUID, author_id: UUID, state: ContentState, **located: UUID
) -> str:
    hand_in(
        ground.session,
        TICKET,
        ticket_id,
        located=SimpleNamespace(**located),
        author_id=author_id,
        by_staff=False,
        text="有待审核",
        file_ids=[],
        now=ground.now,
    )
    [check] = [each for each in ground.session.new if isinstance(each, ContentCheck)]
    check.state = check.text_state = state
    await ground.session.flush()
    return str(check.id)


async def _lists(ground: Ground, site: Site) -> None:
    session, maker = ground.session, UUID(site.worker)
    community = await session.get_one(Place, UUID(site.community))
    assert community.district_id is not None
    template = ReplyTemplate(
        id=new_id(),
        place_id=community.id,
        district_id=community.district_id,
        title=word(site, "template"),
        text="您在{place}反映的问题已受理",
        made_at=ground.now,
        made_by_id=maker,
    )
    listed = SensitiveWord(
        id=new_id(),
        place_id=community.district_id,
        city_id=community.city_id,
        district_id=community.district_id,
        word=word(site, "sensitive"),
        folded=f"canary{site.key}",
        verdict=ContentState.REVIEW,
        added_at=ground.now,
        added_by_id=maker,
    )
    session.add_all([template, listed])
    await session.flush()
    site.things["template"] = str(template.id)
    site.things["sensitive_word"] = str(listed.id)
