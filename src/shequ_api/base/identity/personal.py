"""What this module keeps about persons: proofs, records by staff, and mandates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.identity.models import (
    EvidenceKind,
    IdentityCode,
    IdentityProof,
    Mandate,
    PersonRecord,
    ProofAttempt,
)
from shequ_api.base.identity.queries import is_party, mandate_lines
from shequ_api.base.people.account_models import PersonMerge
from shequ_api.base.people.models import Person
from shequ_api.base.registry import PersonalData
from shequ_api.kit.errors import NotNow
from shequ_api.kit.http.parts import Parts

MERGED_LATE = "合并账号时另一账号的姓名与此不一致"


class NamesDiffer(NotNow):
    """Each was seen on a document: these are two human beings, or one of the proofs is wrong."""

    code, title = "names_differ", "两个账号核验过的姓名不一致，不能合并，请到社区窗口核实"


COLUMNS = (
    "identity_proofs.person_id",
    "identity_proofs.proved_by_id",
    "identity_proofs.revoked_by_id",
    "identity_codes.person_id",
    "proof_attempts.person_id",
    "person_records.person_id",
    "person_records.recorded_by_id",
    "mandates.principal_id",
    "mandates.agent_id",
    "mandates.recorded_by_id",
    "mandates.revoked_by_id",
)


async def collect(session: AsyncSession, parts: Parts, person_id: UUID) -> dict[str, Any]:
    """How one proved who one is, and who may act for whom."""
    proofs = select(IdentityProof).where(IdentityProof.person_id == person_id)
    mandates = mandate_lines(is_party(person_id)).order_by(Mandate.made_at)
    return {
        "身份核验": [
            {
                "方式": each.method,
                "已成年": each.of_age,
                "出生日期（仅未成年人）": each.born_on,
                "核验时间": each.proved_at,
                "有效至": each.expires_at,
                "撤销时间": each.revoked_at,
                "撤销原因": each.revoked_for,
            }
            for each in await session.scalars(proofs.order_by(IdentityProof.proved_at))
        ],
        "代办授权": [
            {
                "本人是": "授权人" if row.principal_id == person_id else "代办人",
                "事项": row.permissions,
                "依据": row.evidence_kind,
                "说明": row.note if row.principal_id == person_id else None,
                "自": row.starts_on,
                "至": row.ends_on,
                "撤销时间": row.revoked_at,
                "使用次数": row.uses,
            }
            for row in await session.execute(mandates)
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """Nobody acts for them or by them any more; that it was done, and on what ground, stays."""
    await _revoke(session, is_party(person_id), person_id, now)
    notes = update(Mandate).where(Mandate.principal_id == person_id)
    on_paper = Mandate.evidence_kind != EvidenceKind.COUNTER
    await session.execute(notes.where(on_paper).values(note=None))
    await session.execute(notes.where(~on_paper).values(note="已注销"))
    for model in (IdentityCode, ProofAttempt, PersonRecord, IdentityProof):
        await session.execute(delete(model).where(model.person_id == person_id))


async def _revoke(
    session: AsyncSession, which: ColumnElement[bool], by_id: UUID, now: datetime
) -> int:
    """End those that are live; returns how many."""
    live = update(Mandate).where(which, Mandate.revoked_at.is_(None)).returning(Mandate.id)
    ended = await session.scalars(live.values(revoked_at=now, revoked_by_id=by_id))
    return len(ended.all())


async def _merge_proven_names(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> list[str]:
    """A proof says what somebody is called, so its name comes with it. Both rows are locked."""
    kept, merged = [await session.get_one(Person, each) for each in (kept_id, merged_id)]
    seen = await session.scalars(
        select(IdentityProof.person_id).where(
            IdentityProof.person_id.in_([kept_id, merged_id]),
            IdentityProof.revoked_at.is_(None),
            IdentityProof.expires_at > now,
        )
    )
    proven = set(seen)
    if merged_id not in proven or kept.name == merged.name:
        other = merged.name is not None and kept.name != merged.name
        return ["保留当前账号核验过的姓名"] if kept_id in proven and other else []
    if kept_id not in proven:
        kept.name = merged.name
        return ["姓名以身份核验为准，当前账号改用另一账号核验过的姓名"]
    done = exists().where(PersonMerge.merged_id == merged_id)
    if not await session.scalar(select(done)):
        raise NamesDiffer
    # Proven while the accounts were being merged, as somebody else: it counts for nobody.
    late = update(IdentityProof).where(IdentityProof.person_id == merged_id)
    await session.execute(
        late.where(IdentityProof.revoked_at.is_(None)).values(
            revoked_at=now, revoked_by_id=kept_id, revoked_for=MERGED_LATE
        )
    )
    return []


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> Sequence[str]:
    """Proofs and mandates become the kept person's. What one of the two gave the other, or wrote
    down for the other, ends and stays as it was signed. What staff wrote down ends too: who has an
    account speaks for themselves, and reads what was done in their name."""
    codes = delete(IdentityCode).where(IdentityCode.person_id.in_([kept_id, merged_id]))
    await session.execute(codes)
    told = await _merge_proven_names(session, kept_id, merged_id, now)
    for model in (IdentityProof, ProofAttempt):
        moving = update(model).where(model.person_id == merged_id)
        await session.execute(moving.values(person_id=kept_id))
    recorded = exists().where(PersonRecord.person_id == kept_id)
    row = PersonRecord.person_id == merged_id
    if await session.scalar(select(recorded)):
        await session.execute(delete(PersonRecord).where(row))
    # The number is sealed to the person for whom it was told, and served to find them.
    moved = {"person_id": kept_id, "phone_sealed": None, "phone_index": None}
    await session.execute(update(PersonRecord).where(row).values(moved))
    pair = [kept_id, merged_id]
    consented = Mandate.evidence_kind == EvidenceKind.APP_CONSENT
    entangled = or_(
        and_(Mandate.principal_id.in_(pair), Mandate.agent_id.in_(pair)),
        and_(Mandate.principal_id.in_(pair), Mandate.recorded_by_id.in_(pair), ~consented),
    )
    await _revoke(session, entangled, kept_id, now)
    on_paper = and_(Mandate.principal_id.in_(pair), ~consented)
    if await _revoke(session, on_paper, kept_id, now):
        told = [*told, "由工作人员代录的代办授权已结束，如仍需他人代办，请在小程序中重新授权"]
    given = update(Mandate).where(Mandate.principal_id == merged_id, ~entangled)
    own = {"principal_id": kept_id, "recorded_by_id": kept_id}
    await session.execute(given.where(consented).values(own))
    await session.execute(given.where(~consented).values(principal_id=kept_id))
    held = update(Mandate).where(Mandate.agent_id == merged_id, ~entangled)
    await session.execute(held.values(agent_id=kept_id))
    return told


PERSONAL_DATA = PersonalData(columns=COLUMNS, collect=collect, erase=erase, merge=merge)
