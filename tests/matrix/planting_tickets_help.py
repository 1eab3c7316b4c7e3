"""At each site with tickets: one that its worker leads and somebody helps with, in parts; and of
those who may settle at home: with what they help, and a part that is theirs."""

from datetime import timedelta
from uuid import UUID

from shequ_api.base.access.actor import Actor, Scope
from shequ_api.features.ticket_help import helping
from shequ_api.features.ticket_help.holding import hold
from shequ_api.features.ticket_subtasks import service as subtasks
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.features.tickets.models import Ticket
from tests.matrix.ground import Ground, person, somebody, word
from tests.matrix.planting_tickets import HANDLERS, ticket
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.coded and site.inhabitant):
        return
    led, lead = await _led(ground, site)
    helper = await person(ground, word(site, "helper"))
    await _help(ground, led, helper, lead)
    done = await _part(ground, site, led, lead, lead.person_id)
    await subtasks.finish(
        ground.session, lead, done, note=word(site, "done"), photos=[], now=ground.now
    )
    site.things |= {
        "helped_ticket": str(led.id),
        "ticket_helper": str(helper),
        "subtask": str((await _part(ground, site, led, lead, lead.person_id)).id),
        "done_subtask": str(done.id),
    }


async def own_things(ground: Ground, world: World) -> None:
    """All of it lies at home, and is led by its worker."""
    home = world.sites["home"]
    for role in HANDLERS:
        led, lead = await _led(ground, home)
        await _part(ground, home, led, lead, UUID(world.people[role]))  # a second line of a list
        theirs = await _part(ground, home, led, lead, UUID(world.people[role]))
        world.own[f"part:{role}"] = str(theirs.id)
        world.own[f"helping:{role}"] = str(led.id)


async def _led(ground: Ground, site: Site) -> tuple[Ticket, Actor]:
    handler = UUID(site.worker)
    made = await ticket(ground, site, accepted_by=handler, handler=handler)
    led = await ground.session.get_one(Ticket, UUID(made))
    return led, somebody(handler, Scope("community_id", led.community_id))


async def _help(ground: Ground, led: Ticket, helper: UUID, lead: Actor) -> None:
    held = await hold(ground.session, led)
    request = "请来帮忙"
    await helping.let_help(
        ground.session, held, helper, lead.person_id, request=request, now=ground.now
    )


async def _part(
    ground: Ground, site: Site, led: Ticket, lead: Actor, assignee_id: UUID
) -> TicketSubtask:
    due_at = ground.now + timedelta(days=3)
    part = subtasks.Part(word(site, "subtask"), None, True, due_at)
    return await subtasks.set_part(
        ground.session, lead, led, part, assignee_id=assignee_id, fits=True, now=ground.now
    )
