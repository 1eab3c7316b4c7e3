"""Tickets of a site, on their way through the slips."""

from uuid import UUID

from shequ_api.base.files import service as files
from shequ_api.base.places.models import Place
from shequ_api.features.tickets import service as tickets
from shequ_api.features.tickets.models import Service, Ticket
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.sites import Site


async def ticket(
    ground: Ground,
    site: Site,
    accepted_by: UUID | None = None,
    *,
    handler: UUID | None = None,
    settled: bool = False,
) -> str:
    """A ticket of the inhabitant's: filed, accepted, assigned and settled as far as is told."""
    session, now = ground.session, ground.now
    inhabitant = UUID(site.inhabitant)
    filed: Ticket = tickets.file_ticket(
        session,
        await session.get_one(Service, "environment"),
        await session.get_one(Place, UUID(site.coded)),
        reporter_id=inhabitant,
        text=word(site, "ticket"),
        photos=await files.own_photos(session, inhabitant, [UUID(site.photo)]),
        private=True,
        source_kind="mini_program",
        now=now,
    )
    await session.flush()
    if accepted_by is not None:
        note = word(site, "slip")
        await tickets.accept(session, somebody(accepted_by), filed, note=note, now=now)
        if handler is not None:
            actor = somebody(accepted_by)
            await tickets.assign(
                session, actor, filed, assignee_id=handler, fits=True, note=None, now=now
            )
        if settled and handler is not None:
            actor, note = somebody(handler), word(site, "settlement")
            await tickets.settle(session, actor, filed, note=note, photos=[], now=now)
    await session.flush()
    return str(filed.id)
