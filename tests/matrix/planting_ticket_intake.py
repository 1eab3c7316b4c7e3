"""Anonymous, unsorted and entered tickets of a site; blocks because of tickets, and appeals."""

from datetime import timedelta
from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.features.ticket_intake.channels import EnteredChannel
from shequ_api.features.ticket_intake.entering import note_petitioner
from shequ_api.features.ticket_intake.schemas import TicketEntry
from shequ_api.features.ticket_limits.models import BlockAppeal, TicketBlock
from shequ_api.features.ticket_unsealing import service as unsealing
from shequ_api.features.tickets import service as tickets
from shequ_api.features.tickets.models import Service, Ticket
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_tickets import ticket
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.coded and site.inhabitant):
        return
    sealed = await sealed_ticket(ground, site, UUID(site.inhabitant), word(site, "sealed"))
    opener = somebody(site.worker)
    opened = await unsealing.open_reporter(
        ground.session,
        opener,
        sealed,
        reason=word(site, "opening"),
        silent_ground=None,
        now=ground.now,
    )
    unsorted = await filed(ground, site, UUID(site.inhabitant), awaits_service=True)
    entered = await filed(ground, site, None, filed_by_id=UUID(site.worker))
    entry = TicketEntry(
        channel=EnteredChannel.MEETING,
        place_id=UUID(site.coded),
        service_code="noise",
        text="代录",
        petitioner_name=word(site, "petitioner"),
    )
    cipher = ground.parts.get(FieldCipher)
    note_petitioner(ground.session, cipher, entered, entry, ground.now)
    block = await blocked(ground, site, UUID(await ticket(ground, site)))
    appealed = await blocked(ground, site, UUID(await ticket(ground, site)))
    ground.session.add(
        BlockAppeal(
            block_id=appealed.id,
            district_id=appealed.district_id,
            text=word(site, "appeal"),
            appealed_at=ground.now,
        )
    )
    await ground.session.flush()
    site.things |= {
        "sealed": str(sealed.id),
        "opening": str(opened.opening.id),
        "unsorted": str(unsorted.id),
        "entered": str(entered.id),
        "block": str(block.id),
        "appealed": str(appealed.id),
    }


async def own_things(ground: Ground, world: World) -> None:
    """An anonymous ticket of everybody's, and two blocks because of others."""
    home = world.sites["home"]
    for role in KNOWN:
        reporter = UUID(world.people[role])
        own = await sealed_ticket(ground, home, reporter, "本人匿名所报")
        world.own[f"sealed:{role}"] = str(own.id)
        for _ in range(2):
            reason = UUID(await ticket(ground, home, reporter))
            world.own[f"block:{role}"] = str((await blocked(ground, home, reason, "本人")).id)


async def filed(
    ground: Ground, site: Site, reporter_id: UUID | None, text: str = "", **more: object
) -> Ticket:
    made: Ticket = tickets.file_ticket(
        ground.session,
        await ground.session.get_one(Service, "other"),
        await ground.session.get_one(Place, UUID(site.coded)),
        reporter_id=reporter_id,
        text=text or word(site, "unsorted"),
        private=True,
        source_kind="mini_program",
        now=ground.now,
        **more,  # type: ignore[arg-type]  # keywords of the same function
    )
    await ground.session.flush()
    return made


async def sealed_ticket(ground: Ground, site: Site, reporter_id: UUID, text: str) -> Ticket:
    return await filed(ground, site, reporter_id, text, anonymous=True)


async def blocked(ground: Ground, site: Site, ticket_id: UUID, reason: str = "") -> TicketBlock:
    """In force from tomorrow on: whoever files in the other tables is not held back."""
    of = await ground.session.get_one(Ticket, ticket_id)
    made = TicketBlock(
        id=new_id(),
        ticket_id=of.id,
        city_id=of.city_id,
        district_id=of.district_id,
        subdistrict_id=of.subdistrict_id,
        community_id=of.community_id,
        person_id=of.reporter_id,
        reason=reason or word(site, "block"),
        starts_at=ground.now + timedelta(days=1),
        ends_at=ground.now + timedelta(days=8),
        blocked_by_id=UUID(site.worker),
    )
    ground.session.add(made)
    await ground.session.flush()
    return made
