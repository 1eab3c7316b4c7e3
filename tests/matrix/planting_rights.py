"""Looks, entries and custom roles: one at each site that stands for a subdistrict of its own."""

from dataclasses import replace
from uuid import UUID

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import Role, RoleBook
from shequ_api.base.audit.looks import note_look
from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.audit.writing import note_command
from shequ_api.base.people.models import Posting
from shequ_api.base.people.recognition import posting_of, postings_of
from shequ_api.base.places.models import Place
from shequ_api.base.places.permissions import PlacePermission
from shequ_api.base.rights.service import make_role
from shequ_api.features.check_ins.permissions import CheckInPermission
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

RIGHTS = frozenset({PlacePermission.ESTABLISH})
LOOKS = 2
"""So that a page of one has a next one."""
BEYOND = frozenset({CheckInPermission.MAKE})
"""What nobody has who gives roles."""
BOOK = RoleBook([{Role.COMMUNITY_WORKER: {*RIGHTS, *BEYOND}}])


async def plant(ground: Ground, world: World, site: Site) -> None:
    posting_id = site.things.get("posting_of_subdistrict_administrator")
    if posting_id is None:
        return
    session = ground.session
    posting = await session.get_one(Posting, UUID(posting_id))
    site.things["holder_of_subdistrict_administrator"] = str(posting.person_id)
    community = await session.get_one(Place, UUID(site.community))
    entry = note_command(session, word(site, "command"), place=community, now=ground.now)
    site.things["audit_entry"] = str(entry.id)
    reader = await _reader(ground, posting.person_id)
    look_id = await _looked(ground, reader, UUID(site.worker), word(site, "reason"))
    site.things["look"] = look_id
    role = make_role(
        session,
        reader,
        community,
        title=word(site, "custom_role"),
        held_kind="community",
        permissions=RIGHTS,
        organisation=None,
        roles=BOOK,
        now=ground.now,
    )
    beyond = make_role(
        session,
        replace(reader, permissions=reader.permissions | BEYOND),
        community,
        title=word(site, "custom_role_beyond"),
        held_kind="community",
        permissions=BEYOND,
        organisation=None,
        roles=BOOK,
        now=ground.now,
    )
    await session.flush()
    site.things |= {"custom_role": str(role.id), "custom_role_beyond": str(beyond.id)}


async def own_things(ground: Ground, world: World) -> None:
    """The home's administrator looked at everybody."""
    [home] = [site for site in world.sites.values() if site.key == "home"]
    reader = await _reader(ground, UUID(home.things["holder_of_subdistrict_administrator"]))
    for role in KNOWN:
        if (person_id := world.people.get(role)) is not None:
            for _ in range(LOOKS):
                look_id = await _looked(ground, reader, UUID(person_id), None)
            world.own[f"look:{role}"] = look_id


async def _reader(ground: Ground, person_id: UUID) -> Actor:
    rows = await ground.session.execute(postings_of(person_id, china_date(ground.now)))
    [posting] = [posting_of(row) for row in rows]
    rights = frozenset(str(right) for right in RIGHTS)
    return Actor(person_id, new_id(), new_id(), [posting], posting, rights)


async def _looked(ground: Ground, reader: Actor, person_id: UUID, reason: str | None) -> str:
    look = note_look(
        ground.session,
        reader,
        subject_kind="person",
        subject_id=person_id,
        person_id=person_id,
        district_id=None,
        fields=["phone"],
        purpose=LookPurpose.VISIT,
        reason=reason,
        now=ground.now,
    )
    await ground.session.flush()
    return str(look.id)
