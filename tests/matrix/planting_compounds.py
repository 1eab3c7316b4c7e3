"""A contract that ends soon, and a committee with a member, at each site's compound."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from shequ_api.base.places.models import Place
from shequ_api.features.compounds import service
from shequ_api.features.compounds.models import CommitteeMember
from shequ_api.features.compounds.rules import CommitteeKind, MemberTitle
from shequ_api.features.compounds.schemas import CommitteeDraft, ContractDraft, MemberDraft
from shequ_api.kit.clock import china_date
from shequ_api.kit.crypto import FieldCipher
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.sites import Site
from tests.matrix.world import World

SITES = ("home", "west", "near", "far", "abroad", "beyond")
BEGAN = date(2026, 1, 1)


async def plant(ground: Ground, world: World, site: Site) -> None:
    if site.key not in SITES:
        return
    cipher = ground.parts.get(FieldCipher)
    keeper = somebody(world.people["community_worker"])
    compound = await ground.session.get_one(Place, UUID(site.compound))
    soon = china_date(ground.now) + timedelta(days=30)
    contract = ContractDraft(
        firm_name="物业公司",
        credit_code="91350100M000100Y43",
        starts_on=BEGAN,
        ends_on=soon,
        contact_name=word(site, "firm_contact"),
    )
    signed = await service.sign_contract(
        ground.session, cipher, keeper, compound, contract, now=ground.now
    )
    member = MemberDraft(name=word(site, "committee_seat"), title=MemberTitle.DIRECTOR)
    term = CommitteeDraft(
        kind=CommitteeKind.OWNERS,
        name=word(site, "committee"),
        starts_on=BEGAN,
        ends_on=date(2029, 1, 1),
        members=[member],
    )
    founded = await service.found_committee(
        ground.session, cipher, keeper, compound, term, now=ground.now
    )
    seat = select(CommitteeMember.id).where(CommitteeMember.committee_id == founded.id)
    site.things |= {
        "property_contract": str(signed.id),
        "committee": str(founded.id),
        "committee_seat": str(await ground.session.scalar(seat)),
    }
