"""Lines for the lists of looks and of custom roles."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import Role, RoleBook
from shequ_api.base.audit.looks import note_look
from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.people.recognition import posting_of, postings_of
from shequ_api.base.places.models import Place
from shequ_api.base.rights.service import make_role
from shequ_api.features.tickets.permissions import TicketPermission
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast

LINES = 3


async def acting(session: AsyncSession, cast: Cast, who: str) -> Actor:
    """A member of the cast as they are recognised, under their only posting."""
    person_id = cast.people[who]
    rows = await session.execute(postings_of(person_id, china_date(utc_now())))
    [posting] = [posting_of(row) for row in rows]
    return Actor(
        person_id, new_id(), new_id(), [posting], posting, frozenset({TicketPermission.VIEW})
    )


async def watched(session: AsyncSession, cast: Cast) -> None:
    """The worker looked at the resident some times; the community has some roles of its own."""
    worker, now = await acting(session, cast, "community_worker"), utc_now()
    community = await session.get_one(Place, cast.places[HOME])
    roles = RoleBook([{Role.COMMUNITY_WORKER: {TicketPermission.VIEW}}])
    for number in range(LINES):
        note_look(
            session,
            worker,
            subject_kind="person",
            subject_id=cast.people["resident"],
            person_id=cast.people["resident"],
            district_id=None,
            fields=["phone"],
            purpose=LookPurpose.VISIT,
            reason=None,
            now=now,
        )
        make_role(
            session,
            worker,
            community,
            title=f"值班{number}",
            held_kind="community",
            permissions=[TicketPermission.VIEW],
            organisation=None,
            roles=roles,
            now=now,
        )
    await session.flush()
