"""People who served, and what they have of it: some of each."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.volunteer_attendance.models import VolunteerSession
from shequ_api.features.volunteer_attendance.rules import SessionState
from shequ_api.features.volunteer_certificates.rules import NameShown
from shequ_api.features.volunteer_certificates.service.issuing import issue
from shequ_api.features.volunteer_hours.rules import ServiceKind, Terms
from shequ_api.features.volunteer_hours.service.crediting import Evidence, credit
from shequ_api.features.volunteer_hours.service.policies import set_policy
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.matrix.ground import somebody

VOLUNTEERS = ("resident", "same_building", "same_compound")


async def served(session: AsyncSession, cast: Cast, times: int) -> None:
    """So many of each of the resident's, and policies; a service of others."""
    home = await session.get_one(Place, cast.places[HOME])
    assert home.district_id is not None
    worker = somebody(cast.people["community_worker"])
    for number in range(times):
        terms, now = Terms(least_minutes=10 + number), utc_now()
        await set_policy(session, worker, home.district_id, terms, valid_from=None, now=now)
        for key in VOLUNTEERS if number == 0 else VOLUNTEERS[:1]:
            await _counted(session, home, cast.people[key], number)
        session.add(_waiting(home, cast.people["resident"], number))
        await issue(
            session,
            somebody(cast.people["resident"]),
            district_id=home.district_id,
            first_day=None,
            last_day=None,
            name_shown=NameShown.MASKED,
            replaced=None,
            now=now,
        )
    await session.commit()


async def _counted(session: AsyncSession, home: Place, person_id: UUID, number: int) -> None:
    assert home.district_id and home.subdistrict_id
    evidence = Evidence(
        kind=ServiceKind.SESSION,
        id=new_id(),
        person_id=person_id,
        district_id=home.district_id,
        subdistrict_id=home.subdistrict_id,
        community_id=home.id,
        due_minutes=30,
        served_at=utc_now() - timedelta(days=number),
        confirmed_by_id=None,
    )
    await credit(session, evidence, Terms(), now=utc_now())


def _waiting(home: Place, person_id: UUID, number: int) -> VolunteerSession:
    began = utc_now() - timedelta(days=number, hours=2)
    return VolunteerSession(
        **located_at(home),
        id=new_id(),
        person_id=person_id,
        state=SessionState.WAITING,
        began_at=began,
        ended_at=began + timedelta(hours=1),
        minutes=60,
    )
