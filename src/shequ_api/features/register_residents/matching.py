"""The register's answer to those who ask whether somebody is known at a dwelling."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.places.models import Place
from shequ_api.base.register.models import Entry
from shequ_api.base.register.rules import vouched_for
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import identity_of


class RegisterBook:
    """`base.residency.register.RegisterMatcher` over the register."""

    def __init__(self, seal: RegisterSeal) -> None:
        self._seal = seal

    async def matches(
        self,
        session: AsyncSession,
        dwelling_id: UUID,
        name: str,
        phone: str | None,
        id_number: str | None = None,
    ) -> bool:
        """Whether somebody of this name, and of this ID number or else phone, lives there now.

        Enters the walls as the dwelling's district and leaves them; one bit comes out. Everybody
        at the dwelling is opened and compared, whoever matches first.
        """
        place = await session.get(Place, dwelling_id)
        if place is None or place.district_id is None:
            return False
        await enter_district(session, place.district_id)
        living = select(Entry).where(Entry.place_id == dwelling_id, Entry.ended_at.is_(None))
        known = [identity_of(self._seal, entry) for entry in await session.scalars(living)]
        await leave_walls(session)
        found = [vouched_for(one, name=name, phone=phone, id_number=id_number) for one in known]
        return any(found)
