"""For the inhabitant of each community with a stall, and for everybody known, a family card."""

from uuid import UUID

from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.family_cards.models import FamilyCard, FamilyMember
from shequ_api.features.family_cards.service import pay_in
from shequ_api.features.points_lots.public import CARD
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody
from tests.matrix.planting_partners import SITES
from tests.matrix.planting_points import fund
from tests.matrix.roles import GRADED, KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World


async def _card(ground: Ground, site: Site, person: str) -> str:
    """A card of which a person is the head, with 1 point; the membership's id."""
    card_id, district_id = new_id(), UUID(site.district)
    account = await open_account(
        ground.session,
        ledger=Ledger.POINTS,
        owner_key=f"family/{card_id}",
        kind=CARD,
        district_id=district_id,
        floor=0,
        now=ground.now,
    )
    card = FamilyCard(
        id=card_id,
        district_id=district_id,
        dwelling_id=UUID(site.dwelling or site.place),
        account_id=account.id,
        opened_at=ground.now,
    )
    ground.session.add(card)
    await ground.session.flush()
    member = FamilyMember(
        id=new_id(),
        family_card_id=card.id,
        district_id=district_id,
        person_id=UUID(person),
        is_head=True,
        joined_at=ground.now,
    )
    ground.session.add(member)
    await ground.session.flush()
    await fund(ground, site, UUID(person), "积分")
    await pay_in(ground.session, somebody(UUID(person)), amount_points=1, now=ground.now)
    return str(member.id)


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key in SITES:
        site.things["family_member"] = await _card(ground, site, site.inhabitant)


async def own_things(ground: Ground, world: World) -> None:
    home = world.sites["home"]
    for role in (*KNOWN, *GRADED):
        world.own[f"family_member:{role}"] = await _card(ground, home, world.people[role])
