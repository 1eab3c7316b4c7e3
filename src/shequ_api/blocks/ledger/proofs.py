"""Proofs: every night what is new is proven, and what was found is kept to be read.

A proof tells the trial balance of a midnight that is long enough past for nothing to come before it
any more. Its digest lies in the audit log, under a key that the database does not hold.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AuditEntry
from shequ_api.base.audit.sealing import LATE
from shequ_api.base.audit.seals import Seals
from shequ_api.base.audit.writing import CLOCK, OPERATOR, write_entry
from shequ_api.blocks.ledger.chain_proving import ChainProver, ChainReport, Fault
from shequ_api.blocks.ledger.checker import Finding, Truth, verify
from shequ_api.blocks.ledger.checkpoints import keep_checkpoints
from shequ_api.blocks.ledger.day_totals import keep_totals, standing_before
from shequ_api.blocks.ledger.models import Account
from shequ_api.blocks.ledger.old_blocks import prove_share
from shequ_api.blocks.ledger.proof_models import LedgerBlock, Proof, ProofLine
from shequ_api.blocks.ledger.sealing import closed_block
from shequ_api.blocks.ledger.truths import SHARES, Span, chosen
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.ids import new_id

OPERATION = "prove_ledger"
"""Behind `clock:` or `cli:`."""
_TOLD = (
    *("id", "made_at", "made_by", "whole", "as_of", "block_number", "block_hash", "upto"),
    *("transfers", "accounts", "findings", "sound"),
)
"""What a proof's digest covers beside its lines."""


@dataclass(frozen=True, slots=True)
class Proven:
    """A proof, and which rows were found against which truths."""

    proof: Proof
    findings: Sequence[Finding]
    chain: ChainReport


async def prove(session: AsyncSession, *, whole: bool, made_by: str, now: datetime) -> Proven:
    """Prove the ledgers and keep the proof; `made_by` is `clock` or `operator`.

    Not `whole`: transfers and blocks behind the last proof, accounts that moved since and a share
    of the others, and of the older blocks with their transfers, so that its cost follows the day
    more than the years. The first one is whole.
    """
    last = await latest_proof(session)
    whole = whole or last is None
    as_of = china_midnight(china_date(now - LATE))
    if last is not None:
        as_of = max(as_of, last.as_of)
    closed = await closed_block(session, now)
    span = None if whole or last is None else _span(last, as_of, await _proofs_made(session))
    await keep_totals(session, after=last.as_of if last else None, until=as_of)
    findings = await verify(session, span)
    await keep_checkpoints(session, since=span.since if span else None)
    chain = await _prove_chain(session, None if span is None else last, span, now)
    proof = Proof(
        id=new_id(),
        made_at=now,
        made_by=made_by,
        whole=whole,
        as_of=as_of,
        block_number=chain.head.number if chain.head else None,
        block_hash=chain.head.hash if chain.head else None,
        upto=closed.upto if closed else 0,
        transfers=chain.transfers,
        accounts=await _accounts_replayed(session, span),
        findings=counted(findings, chain),
        sound=not findings and not chain.findings,
    )
    await _keep(session, proof, now)
    return Proven(proof, findings, chain)


async def latest_proof(session: AsyncSession) -> Proof | None:
    """The newest one."""
    newest = select(Proof).order_by(Proof.made_at.desc(), Proof.id.desc()).limit(1)
    return await session.scalar(newest)


async def lines_of(session: AsyncSession, proof: Proof) -> Sequence[ProofLine]:
    """Its trial balance, in a fixed order."""
    order = (ProofLine.district_id, ProofLine.ledger, ProofLine.kind)
    lines = select(ProofLine).where(ProofLine.proof_id == proof.id).order_by(*order)
    return (await session.scalars(lines)).all()


def counted(findings: Sequence[Finding], chain: ChainReport) -> dict[str, int]:
    """How many rows are against each truth; 0 where it holds."""
    counts = dict.fromkeys([*map(str, Truth), *map(str, Fault)], 0)
    for truth in (*(f.truth for f in findings), *(f.fault for f in chain.findings)):
        counts[truth] += 1
    return counts


def digest_of(proof: Proof, lines: Sequence[ProofLine]) -> bytes:
    """SHA-256 (32 bytes) over a proof and its trial balance."""
    told = [getattr(proof, name) for name in _TOLD]
    rows = sorted(
        [str(line.district_id), str(line.ledger), line.kind, line.accounts, line.balance]
        for line in lines
    )
    text = json.dumps(["shequ-ledger-proof/1", told, rows], default=_plain, sort_keys=True)
    return hashlib.sha256(text.encode()).digest()


async def proofs_not_on_record(session: AsyncSession, seals: Seals) -> list[str]:
    """The ids of proofs that the audit log does not have as they stand, and of those that it has
    and that are gone."""
    told = select(AuditEntry.parameters["proof_id"].astext).where(
        AuditEntry.operation.in_([f"clock:{OPERATION}", f"cli:{OPERATION}"])
    )
    missed = set(await session.scalars(told))
    broken = []
    for proof in (await session.scalars(select(Proof).order_by(Proof.made_at))).all():
        missed.discard(str(proof.id))
        entry = await session.get(AuditEntry, (proof.entry_id, proof.made_at))
        digest = digest_of(proof, await lines_of(session, proof))
        genuine = entry is not None and seals.digest(entry) == entry.digest
        if entry is None or not genuine or entry.parameters != _parameters(proof, digest):
            broken.append(str(proof.id))
    return [*broken, *sorted(missed)]


def _span(last: Proof, as_of: datetime, made: int) -> Span:
    # What was under way at the last proof may have been committed since.
    return Span(since=last.made_at - LATE, upto=last.upto, as_of=as_of, share=made % SHARES)


async def _proofs_made(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Proof)) or 0


async def _prove_chain(
    session: AsyncSession, last: Proof | None, span: Span | None, now: datetime
) -> ChainReport:
    """What is behind the last proof, and a share of the blocks that it trusts."""
    seals: Seals = session.info["seals"]
    prover = ChainProver(session, seals, now=now)
    if last is None or last.block_number is None or span is None:
        return await prover.run()
    since = await session.get(LedgerBlock, last.block_number)
    if since is None or since.hash != last.block_hash:  # what was proven is there no more
        return await prover.run()
    report = await prover.run(since)
    await prove_share(session, seals, report, upto=since.number, share=span.share)
    return report


async def _accounts_replayed(session: AsyncSession, span: Span | None) -> int:
    accounts = select(func.count()).select_from(Account)
    return await session.scalar(accounts if span is None else accounts.where(chosen(span))) or 0


async def _keep(session: AsyncSession, proof: Proof, now: datetime) -> None:
    stood = await session.execute(standing_before(proof.as_of))
    lines = [
        ProofLine(
            proof_id=proof.id,
            ledger=row.ledger,
            district_id=row.district_id,
            kind=row.kind,
            accounts=row.accounts,
            balance=int(row.balance),
        )
        for row in stood
    ]
    proof.digest = digest_of(proof, lines)
    by_clock = proof.made_by == CLOCK
    entry = write_entry(
        session,
        at=now,
        role=CLOCK if by_clock else OPERATOR,
        operation=f"clock:{OPERATION}" if by_clock else f"cli:{OPERATION}",
        subject_ids=[proof.id],
        parameters=_parameters(proof, proof.digest),
    )
    proof.entry_id = entry.id
    session.add(proof)
    await session.flush()
    session.add_all(lines)
    await session.flush()


def _parameters(proof: Proof, digest: bytes) -> dict[str, str]:
    return {"proof_id": str(proof.id), "digest": digest.hex()}


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value.hex() if isinstance(value, bytes) else str(value)
