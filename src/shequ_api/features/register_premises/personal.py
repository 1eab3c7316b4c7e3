"""What premises keep about a person: that they keep a shop or firm, by their name and number.

Premises know no accounts: who keeps them is found by the numbers of the account. The shop's own
name stays, whoever's name is in it: it is what hangs over the door.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.register.account_holders import AccountHolder, account_holder, districts_of
from shequ_api.base.register.models import Former, Premises
from shequ_api.base.register.sealing import RegisterSeal, plain_name
from shequ_api.base.registry import PersonalData
from shequ_api.features.register_premises.service import HISTORY, SEALED, facts_of
from shequ_api.kit.crypto import normalise_phone
from shequ_api.kit.http.parts import Parts

AT_ONCE = 500


async def collect(session: AsyncSession, parts: Parts, person_id: UUID) -> dict[str, Any]:
    """The shops and firms that they keep, or kept."""
    seal = parts.get(RegisterSeal)
    holder = await account_holder(session, person_id)
    kept = []
    for district_id in await districts_of(session, person_id):
        await enter_district(session, district_id)
        async for premises in _all(session, Premises, _KEPT):
            said = facts_of(seal, premises)
            if _is_keeper(holder, said):
                kept.append({"名称": said["name"], **{field: said[field] for field in SEALED}})
    await leave_walls(session)
    return {"负责的单位": kept}


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Nobody keeps those premises any more, today and in what was said of them before."""
    seal: RegisterSeal = session.info["register_seal"]
    holder = await account_holder(session, person_id)
    for district_id in await districts_of(session, person_id):
        await enter_district(session, district_id)
        async for premises in _all(session, Premises, _KEPT):
            if _is_keeper(holder, facts_of(seal, premises)):
                premises.keeper_name_sealed = premises.keeper_phone_sealed = None
        async for former in _all(session, Former, Former.premises_id.is_not(None)):
            _forget_former(seal, former, holder)
        await session.flush()
    await leave_walls(session)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> Sequence[str]:
    """Nothing: premises name no account, and the kept account has both numbers."""
    return []


_KEPT = or_(Premises.keeper_name_sealed.is_not(None), Premises.keeper_phone_sealed.is_not(None))


async def _all(session: AsyncSession, model: Any, condition: Any) -> AsyncIterator[Any]:
    """Rows of the district whose walls are entered, a page at a time, by id."""
    rows = select(model).where(condition).order_by(model.id).limit(AT_ONCE)
    last: UUID | None = None
    while True:
        page = rows if last is None else rows.where(model.id > last)
        found = list(await session.scalars(page))
        for row in found:
            yield row
        if len(found) < AT_ONCE:
            return
        last = found[-1].id


def _is_keeper(holder: AccountHolder, said: dict[str, Any]) -> bool:
    """By their present number; by one that they gave up only where the name is theirs too."""
    phone, name = said.get("keeper_phone"), said.get("keeper_name")
    if not phone or normalise_phone(phone) not in holder.phones:
        return False
    return normalise_phone(phone) == holder.phone or _same_name(holder, name)


def _same_name(holder: AccountHolder, name: str | None) -> bool:
    return bool(name and holder.name) and plain_name(name or "") == plain_name(holder.name or "")


def _forget_former(seal: RegisterSeal, former: Former, holder: AccountHolder) -> None:
    """A change of one field alone left that field alone: each is judged by itself."""
    said = seal.open_facts(HISTORY, former.id, "former", former.former_sealed)
    if not said:
        return
    theirs = {"keeper_name"} if _same_name(holder, said.get("keeper_name")) else set()
    phone = said.get("keeper_phone")
    if phone and normalise_phone(phone) in holder.phones:
        theirs = set(SEALED)
    if theirs & said.keys():
        left = {field: value for field, value in said.items() if field not in theirs}
        former.former_sealed = seal.seal_facts(HISTORY, former.id, "former", left)


PERSONAL_DATA = PersonalData(columns=(), collect=collect, erase=erase, merge=merge)
