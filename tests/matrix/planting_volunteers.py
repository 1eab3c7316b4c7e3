"""Who served at each site: sessions, hours, a policy and a certificate."""

from datetime import timedelta
from uuid import UUID

from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.volunteer_attendance.models import VolunteerSession
from shequ_api.features.volunteer_attendance.rules import SessionState
from shequ_api.features.volunteer_attendance.schemas import VolunteerMarkDraft
from shequ_api.features.volunteer_attendance.service.marking import check_in
from shequ_api.features.volunteer_certificates.models import VolunteerCertificate
from shequ_api.features.volunteer_certificates.rules import NameShown
from shequ_api.features.volunteer_certificates.service.issuing import issue
from shequ_api.features.volunteer_hours.models import VolunteerService
from shequ_api.features.volunteer_hours.rules import ServiceKind, Terms
from shequ_api.features.volunteer_hours.service.crediting import Evidence, credit
from shequ_api.features.volunteer_hours.service.policies import set_policy
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody
from tests.matrix.planting_check_ins import POSITION
from tests.matrix.roles import GRADED, KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.grid and site.inhabitant and site.place):
        return
    session, now = ground.session, ground.now
    district_id = UUID(site.district)
    policy = await set_policy(
        session, somebody(site.inhabitant), district_id, Terms(), valid_from=None, now=now
    )
    service = await _served(ground, site, UUID(site.inhabitant))
    certificate = await _certificate(ground, site, UUID(site.inhabitant))
    site.things |= {
        "vol_policy": str(policy.id),
        "vol_service": str(service.id),
        "vol_account": str(service.account_id),
        "vol_session": await _waiting(ground, site),
        "vol_certificate": str(certificate.id),
        "vol_code": certificate.code,
    }


async def own_things(ground: Ground, world: World) -> None:
    """Whoever asks has come somewhere twice, has served, and has two certificates of it."""
    home = world.sites["home"]
    for role in (*KNOWN, *GRADED):
        person_id = UUID(world.people[role])
        service = await _served(ground, home, person_id)
        await _certificate(ground, home, person_id)
        certificate = await _certificate(ground, home, person_id)
        await _open(ground, home, person_id)
        world.own |= {
            f"vol_service:{role}": str(service.id),
            f"vol_certificate:{role}": str(certificate.id),
            f"vol_open:{role}": await _open(ground, home, person_id),
        }


async def _served(ground: Ground, site: Site, person_id: UUID) -> VolunteerService:
    evidence = Evidence(
        kind=ServiceKind.SESSION,
        id=new_id(),
        person_id=person_id,
        district_id=UUID(site.district),
        subdistrict_id=UUID(site.subdistrict),
        community_id=UUID(site.community),
        due_minutes=60,
        served_at=ground.now - timedelta(days=2),
        confirmed_by_id=None,
    )
    made = await credit(ground.session, evidence, Terms(), now=ground.now)
    assert made is not None
    return made


async def _certificate(ground: Ground, site: Site, person_id: UUID) -> VolunteerCertificate:
    return await issue(
        ground.session,
        somebody(person_id),
        district_id=UUID(site.district),
        first_day=None,
        last_day=None,
        name_shown=NameShown.MASKED,
        replaced=None,
        now=ground.now,
    )


async def _waiting(ground: Ground, site: Site) -> str:
    """A session of the inhabitant's that somebody is to confirm."""
    place = await ground.session.get_one(Place, UUID(site.place))
    made = VolunteerSession(
        **located_at(place),
        id=new_id(),
        person_id=UUID(site.inhabitant),
        state=SessionState.WAITING,
        began_at=ground.now - timedelta(hours=5),
        ended_at=ground.now - timedelta(hours=4),
        minutes=60,
    )
    ground.session.add(made)
    await ground.session.flush()
    return str(made.id)


async def _open(ground: Ground, site: Site, person_id: UUID) -> str:
    """One that nobody has ended yet."""
    place = await ground.session.get_one(Place, UUID(site.place))
    draft = VolunteerMarkDraft.model_validate(
        {
            "code": "A" * 25,
            "position": POSITION,
            "device_at": ground.now - timedelta(hours=2),
        }
    )
    made, _ = await check_in(
        ground.session, somebody(person_id), draft, mark_id=new_id(), place=place, now=ground.now
    )
    return str(made.id)
