"""Taking a file in, ordering its application, taking it back."""

import base64
import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.events.models import Job
from shequ_api.base.register.sheets.outcomes import LineOutcome
from shequ_api.features.register_imports.events import ImportOrdered, ImportReceived
from shequ_api.features.register_imports.models import ImportKind, ImportState, RegisterImport
from shequ_api.features.register_imports.queries import same_file
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.errors import Forbidden, Gone, Malformed, NotNow
from shequ_api.kit.ids import new_id

KEPT_FOR = timedelta(days=7)
LONGEST_NAME = 100


class OnlyForACommunity(Forbidden):
    code, title = "only_for_a_community", "请以社区工作者或总网格长的身份导入"


class NotYourFile(Forbidden):
    code, title = "not_your_file", "只有上传人可以下载这份文件"


class FileEmpty(Malformed):
    code, title = "file_empty", "文件是空的"


class NotChecked(NotNow):
    code, title = "import_not_checked", "还在核对，或已经处理过"


class LinesRefused(NotNow):
    """Says how many; they are left out only where that is said."""

    code, title = "lines_refused", "还有未通过的行：请修改后重新上传，或选择跳过这些行"


class FileDropped(Gone):
    code, title = "import_file_dropped", "文件已超过保存期限，请重新上传"


async def receive(
    session: AsyncSession,
    cipher: FieldCipher,
    actor: Actor,
    *,
    kind: ImportKind,
    file_name: str,
    data: bytes,
    now: datetime,
) -> RegisterImport:
    """Keep a file, sealed, for the community of the acting posting; a job checks it.

    One that the same person has brought already, and that still waits, is not kept twice.
    """
    acting = actor.acting
    if acting is None or acting.community_id is None or acting.district_id is None:
        raise OnlyForACommunity
    if not data:
        raise FileEmpty
    digest = hashlib.sha256(data).digest()
    turn = func.hashtextextended(f"register_imports:{acting.community_id}/{digest.hex()}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(turn)))
    waiting = same_file(actor, acting.community_id, kind, digest).limit(1)
    if (known := await session.scalar(waiting)) is not None:
        return known
    import_id = new_id()
    text = base64.b64encode(data).decode("ascii")
    received = RegisterImport(
        id=import_id,
        district_id=acting.district_id,
        community_id=acting.community_id,
        requested_by_id=actor.person_id,
        posting_id=acting.id,
        kind=kind,
        state=ImportState.RECEIVED,
        file_name=file_name,
        file_sha256=digest,
        file_sealed=cipher.seal(text, binding=_binding(import_id)),
        created_at=now,
    )
    session.add(received)
    fact = ImportReceived(subject_id=import_id, district_id=acting.district_id)
    record(session, fact, now=now)
    return received


async def file_of(session: AsyncSession, cipher: FieldCipher, import_id: UUID) -> bytes:
    """The file in clear. FileDropped."""
    kept = select(RegisterImport.file_sealed).where(RegisterImport.id == import_id)
    sealed = await session.scalar(kept)
    if sealed is None:
        raise FileDropped
    return base64.b64decode(cipher.open(sealed, binding=_binding(import_id)))


def order(
    session: AsyncSession, received: RegisterImport, *, skip_refused: bool, now: datetime
) -> RegisterImport:
    """Say that a checked file is to be applied. The row is locked."""
    if received.state != ImportState.CHECKED:
        raise NotChecked(state=received.state)
    refused = received.counts.get(LineOutcome.REFUSED, 0)
    if refused and not skip_refused:
        raise LinesRefused(refused=refused)
    received.state, received.skips_refused = ImportState.APPLYING, skip_refused
    fact = ImportOrdered(subject_id=received.id, district_id=received.district_id)
    record(session, fact, now=now)
    return received


def withdraw(received: RegisterImport) -> RegisterImport:
    """Drop a file that was not applied. The row is locked."""
    if received.state not in {ImportState.RECEIVED, ImportState.CHECKED, ImportState.FAILED}:
        raise NotChecked(state=received.state)
    received.state, received.file_sealed = ImportState.WITHDRAWN, None
    return received


async def drop_files(session: AsyncSession, now: datetime) -> None:
    """On a clock: files hold people's data, and are done with after some days."""
    old = (RegisterImport.file_sealed.is_not(None), RegisterImport.created_at < now - KEPT_FOR)
    await session.execute(update(RegisterImport).where(*old).values(file_sealed=None))


async def give_up(session: AsyncSession, now: datetime) -> None:
    """On a clock: what no job works at any more, after it failed for good, waits for nobody."""
    at_work = exists().where(Job.subject_id == RegisterImport.id, Job.failed_at.is_(None))
    stuck = RegisterImport.state.in_([ImportState.RECEIVED, ImportState.APPLYING])
    problem = {"code": "import_gave_up", "detail": "多次处理未成，请重新上传"}
    failed = update(RegisterImport).where(stuck, ~at_work)
    await session.execute(failed.values(state=ImportState.FAILED, problem=problem))


def _binding(import_id: UUID) -> str:
    return f"register_imports/{import_id}/file"


def shown_name(given: str | None) -> str:
    """A file's name as it may be shown: without folders, marks that nobody sees, or excess."""
    name = (given or "").replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in name if sign.isprintable()).strip()
    return shown[:LONGEST_NAME] or "未命名"
