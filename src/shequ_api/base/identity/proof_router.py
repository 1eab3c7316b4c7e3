"""Proving who one is, and entering those who have no account."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.identity import proofs, queries, records
from shequ_api.base.identity.models import IdentityProof
from shequ_api.base.identity.permissions import IdentityPermission
from shequ_api.base.identity.proof_schemas import (
    CounterProof,
    DocumentProof,
    IdentityCodeView,
    PersonEntry,
    PersonRecordView,
    ProofRevocation,
    ProofView,
)
from shequ_api.base.people.consents import SENSITIVE, who_withdrew
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency
from shequ_api.base.residency.queries import belongs_in_scope, residency_lines
from shequ_api.base.residency.register import RegisterMatcher
from shequ_api.base.residency.schemas import ResidencyView
from shequ_api.kit.clock import china_date
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.short_codes import ShortCodes

router = Router(tags=["identity"])
TheBook = Annotated[PhoneBook, Depends(part(PhoneBook))]
TheCodes = Annotated[ShortCodes, Depends(part(ShortCodes))]
TheCipher = Annotated[FieldCipher, Depends(part(FieldCipher))]
TheRegister = Annotated[RegisterMatcher, Depends(part(RegisterMatcher))]
Prover = Annotated[Actor, Depends(may(IdentityPermission.PROVE_MYSELF))]
Clerk = Annotated[Actor, Depends(may(IdentityPermission.PROVE))]
Revoker = Annotated[Actor, Depends(may(IdentityPermission.REVOKE_PROOF))]
Recorder = Annotated[Actor, Depends(may(IdentityPermission.RECORD_PERSON))]


async def proof_in_reach(proof_id: UUID, actor: AnyActor, session: Session) -> IdentityProof:
    """A proof that the actor recorded, or of somebody who belongs to a dwelling in their scope."""
    proof = await session.get(IdentityProof, proof_id)
    if proof is None:
        raise Absent
    here = belongs_in_scope(proof.person_id, in_scope(actor, Residency))
    if proof.proved_by_id != actor.person_id and not await session.scalar(here):
        raise Absent
    return proof


TheProof = Annotated[IdentityProof, Depends(proof_in_reach)]


async def _view(session: AsyncSession, proof: IdentityProof) -> ProofView:
    await session.flush()
    return ProofView.model_validate(proof)


@router.post("/me/identity-codes", status_code=201)
@unkeyed
async def show_identity_code(
    actor: AnyActor, session: Session, codes: TheCodes, now: Now
) -> IdentityCodeView:
    """出示身份码: A code by which staff at a counter find me, for five minutes, for once."""
    code, until = await proofs.show_code(session, actor, codes, now=now)
    return IdentityCodeView(code=code, expires_at=until)


@router.post("/me/proofs", status_code=201)
@unkeyed
async def prove_my_identity(
    proof: DocumentProof, actor: Prover, session: Session, register: TheRegister, now: Now
) -> ProofView:
    """核验身份证件: Compare my name and ID number with the register at my dwelling; five tries a
    day. The number is kept nowhere, so the request takes no key."""
    made = await proofs.prove_by_document(
        session, register, actor, name=proof.name, id_number=proof.id_number, now=now
    )
    return await _view(session, made)


@router.get("/me/proofs")
async def list_my_proofs(actor: AnyActor, session: Session, paging: ThePaging) -> Page[ProofView]:
    """我的身份核验记录: My proofs, those that count no more too; newest first."""
    order = [IdentityProof.proved_at, IdentityProof.id]
    rows, cursor = await page_of(session, queries.proof_lines(actor.person_id), order, paging)
    return Page(items=[ProofView(**row) for row in rows], next_cursor=cursor)


@router.post("/proofs", status_code=201, responses={404: {}})
@unkeyed
async def record_proof(
    proof: CounterProof,
    actor: Clerk,
    session: Session,
    book: TheBook,
    codes: TheCodes,
    register: TheRegister,
    now: Now,
) -> ProofView:
    """窗口当面核验: I saw this person with their document. They show a code, or have this phone and
    belong to a dwelling in my scope; nobody is browsed. The number is kept nowhere, so the request
    takes no key."""
    if proof.code is not None:
        person = await proofs.person_by_code(session, actor, codes, proof.code, now=now)
    else:
        person = await proofs.person_by_phone(session, actor, codes, book, proof.phone or "")
    matched = proof.id_number is not None and await proofs.register_names(
        session, register, person.id, proof.name, proof.id_number, on=china_date(now)
    )
    withdrawn = await who_withdrew(session, [person.id], SENSITIVE)
    made = proofs.prove_at_counter(
        session,
        actor,
        person,
        name=proof.name,
        matched_register=matched,
        id_number=None if withdrawn else proof.id_number,
        now=now,
    )
    return await _view(session, made)


@router.put("/proofs/{proof_id}/revocation")
async def revoke_proof(
    revocation: ProofRevocation, proof: TheProof, actor: Revoker, session: Session, now: Now
) -> ProofView:
    """撤销身份核验: A proof that was wrong counts no more, with a reason that the person reads."""
    await proofs.revoke_proof(session, actor, proof, reason=revocation.reason, now=now)
    return await _view(session, proof)


@router.post("/persons", status_code=201)
async def record_person(
    entry: PersonEntry,
    actor: Recorder,
    session: Session,
    book: TheBook,
    cipher: TheCipher,
    now: Now,
) -> PersonRecordView:
    """代录无手机居民: Enter somebody without an account whom I met at the door of a dwelling in my
    scope. Whoever signs in later with the phone told here does not become this person."""
    dwelling = await session.get(Place, entry.dwelling_id)
    if dwelling is None or dwelling.ended_at is not None or not actor.covers(dwelling):
        raise Absent
    residency = await records.record_person(
        session,
        actor,
        book,
        cipher,
        dwelling,
        name=entry.name,
        phone=entry.phone,
        belonging=entry.belonging,
        starts_on=entry.starts_on,
        now=now,
    )
    row = await session.execute(residency_lines(Residency.id == residency.id))
    return PersonRecordView(
        person_id=residency.person_id, residency=ResidencyView(**row.mappings().one())
    )
