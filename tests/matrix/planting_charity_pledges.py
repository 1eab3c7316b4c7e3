"""What somebody of each site pledged, and a partner there agreed to."""

from uuid import UUID

from shequ_api.base.people.models import PartnerKind
from shequ_api.base.people.organisations import register_organisation
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity_pledges.rules import PledgeUnit
from shequ_api.features.charity_pledges.service.making import agree_share, pledge
from shequ_api.features.partners.models import Partner
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not site.of("purse"):
        return
    session, now = ground.session, ground.now
    pool = await session.get_one(Pool, UUID(site.of("purse")))
    made = await pledge(
        session,
        somebody(site.inhabitant),
        pool,
        per=PledgeUnit.POINTS_EARNED,
        every_units=10,
        give_points=1,
        month_cap_points=5,
        ends_at=None,
        now=now,
    )
    site.things["pledge"] = str(made.id)
    agreed = await agree_share(
        session,
        somebody(site.worker),
        await _partner(ground, site),
        pool,
        basis_points=500,
        ends_at=None,
        now=now,
    )
    site.things["share"] = str(agreed.id)


async def _partner(ground: Ground, site: Site) -> Partner:
    """A partner of which nobody who asks is one of its people."""
    session, now = ground.session, ground.now
    community = await session.get_one(Place, UUID(site.community))
    organisation = register_organisation(
        session,
        name=word(site, "giver", closed=False),
        partner_kind=PartnerKind.BUSINESS,
        community=community,
        now=now,
    )
    case = Case(
        id=new_id(),
        flow="partner",
        state="active",
        district_id=community.district_id,
        opened_at=now,
        changed_at=now,
    )
    session.add(case)
    await session.flush()
    partner = Partner(
        id=new_id(),
        case_id=case.id,
        state="active",
        city_id=community.city_id,
        district_id=community.district_id,
        subdistrict_id=community.subdistrict_id,
        community_id=community.id,
        organisation_id=organisation.id,
        partner_kind="business",
        name=organisation.name,
        offers="日用品",
        address="东苑",
        contact_name="店长",
        shows_contact=False,
        applicant_id=UUID(site.worker),
        applied_at=now,
    )
    session.add(partner)
    await session.flush()
    return partner
