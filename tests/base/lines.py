"""Some of each thing of residency and identity, for lists to show."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.identity.models import EvidenceKind, IdentityProof, Mandate, MandateUse
from shequ_api.base.places.located import located_at
from shequ_api.base.residency.models import Belonging, Residency, ResidencyInvitation
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.base.living import EMPTY, OTHER_EMPTY, OWN
from tests.cast import Cast, place

CLAIMS = (("resident", EMPTY), ("resident", OTHER_EMPTY), ("newcomer", OWN), ("far_resident", OWN))


async def lived_in(session: AsyncSession, cast: Cast) -> UUID:
    """Claims, tenants, invitations, proofs, mandates and uses around the cast's resident; the id
    of a mandate that was used."""
    now, resident = utc_now(), cast.people["resident"]
    today = china_date(now)
    for person, code in CLAIMS:
        session.add(
            Residency(
                **located_at(await place(session, code)),
                person_id=cast.people[person],
                belonging=Belonging.TENANT,
                starts_on=today,
                claimed_at=now,
            )
        )
    mandates = [new_id() for _ in range(3)]
    for number, mandate_id in enumerate(mandates):
        session.add(
            ResidencyInvitation(
                dwelling_id=cast.places[OWN],
                inviter_id=resident,
                code_kept=bytes([number]) * 16,
                made_at=now,
                expires_at=now + timedelta(days=7),
            )
        )
        session.add(
            IdentityProof(person_id=resident, method="counter", proved_at=now, expires_at=now)
        )
        session.add(
            Mandate(
                id=mandate_id,
                principal_id=resident,
                agent_id=cast.people["same_building"],
                permissions=["ticket:file"],
                evidence_kind=EvidenceKind.APP_CONSENT,
                recorded_by_id=resident,
                made_at=now,
                starts_on=today,
                ends_on=today + timedelta(days=1),
            )
        )
        await session.flush()
        session.add(MandateUse(mandate_id=mandates[0], used_at=now, operation="file_ticket"))
    await session.commit()
    return mandates[0]
