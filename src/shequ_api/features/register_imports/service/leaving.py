"""Whoever is erased is not brought back by a file that was brought before and still waits.

The files that may name them are opened there and then, so that nothing by which an erased person
could be found again is kept. Their rows are locked first: what is being applied is applied before
the register forgets, or finds its file gone.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.register.account_holders import account_holder, districts_of
from shequ_api.base.register.models import Entry
from shequ_api.base.register.rules import Identity, same_human
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import identity_of
from shequ_api.features.register_imports.models import ImportState, RegisterImport
from shequ_api.features.register_imports.service.reception import file_of
from shequ_api.features.register_imports.subjects import SUBJECTS
from shequ_api.kit.clock import china_date
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.errors import Refusal
from shequ_api.kit.http.parts import Parts

WAITING = (ImportState.RECEIVED, ImportState.CHECKED, ImportState.APPLYING)
SOMEBODY_LEFT = {
    "code": "import_names_erased",
    "detail": "上传之后有人注销了账号，请向住户重新核实后再上传",
}
"""Not who: whoever brought the file need not learn it from us."""


async def drop_files_naming(session: AsyncSession, person_id: UUID) -> None:
    """Let go of every waiting file that names a person, in the districts that may know them."""
    for district_id in await districts_of(session, person_id):
        waiting = (
            RegisterImport.district_id == district_id,
            RegisterImport.state.in_(WAITING),
            RegisterImport.file_sealed.is_not(None),
        )
        files = select(RegisterImport).where(*waiting).order_by(RegisterImport.id)
        found = list(await session.scalars(files.with_for_update()))
        known = await _known_as(session, person_id, district_id) if found else []
        for received in found:
            if await _names(session, received, known):
                received.state, received.file_sealed = ImportState.FAILED, None
                received.problem = SOMEBODY_LEFT


async def _known_as(
    session: AsyncSession, person_id: UUID, district_id: UUID
) -> Sequence[Identity]:
    """What a person says of themselves, and what a district's register says of them."""
    seal: RegisterSeal = session.info["register_seal"]
    holder = await account_holder(session, person_id)
    await enter_district(session, district_id)
    linked = await session.scalars(select(Entry).where(Entry.person_id == person_id))
    known = [identity_of(seal, entry) for entry in linked]
    await leave_walls(session)
    return [*known, *(Identity(name=holder.name, phone=phone) for phone in holder.phones)]


async def _names(
    session: AsyncSession, received: RegisterImport, known: Sequence[Identity]
) -> bool:
    parts: Parts = session.info["parts"]
    try:
        data = await file_of(session, parts.get(FieldCipher), received.id)
        today = china_date(received.created_at)
        said = await SUBJECTS[received.kind].named_in(session, data, today=today)
    except Refusal:
        return False  # Not a table: it is never applied.
    return any(_means(one, each) for one in said for each in known)


def _means(said: Identity, known: Identity) -> bool:
    """Who keeps a shop may stand in a file with the phone alone."""
    by_phone = not said.name and said.phone is not None and said.phone == known.phone
    return by_phone or same_human(said, known)
