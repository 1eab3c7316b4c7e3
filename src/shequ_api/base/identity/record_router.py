"""Records of people without an account, and the accounts that they have by now."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.identity import record_merging
from shequ_api.base.identity.permissions import IdentityPermission
from shequ_api.base.identity.proof_router import TheBook, TheCipher
from shequ_api.base.identity.record_schemas import (
    RecordCandidate,
    RecordCandidates,
    RecordMerge,
    RecordSearch,
)
from shequ_api.base.identity.records import told_phone
from shequ_api.base.identity.rules import CANDIDATES_SHOWN, names_agree
from shequ_api.base.people import merging
from shequ_api.base.people.account_schemas import MergeView
from shequ_api.base.people.models import Person
from shequ_api.base.registry import Registry
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.http.exchange import Now, Session, TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.masking import mask_name, mask_phone

router = Router(tags=["identity"])
TheRegistry = Annotated[Registry, Depends(part(Registry))]
Merger = Annotated[Actor, Depends(may(IdentityPermission.MERGE_RECORD))]


def _candidate(row: Mapping[Any, Any], account: Person, cipher: FieldCipher) -> RecordCandidate:
    shown, sealed = dict(row), row["phone_sealed"]
    del shown["phone_sealed"]
    number = told_phone(cipher, row["person_id"], sealed) if sealed else None
    return RecordCandidate(
        **shown | {"person_name": mask_name(row["person_name"] or "") or None},
        names_agree=names_agree(account.name, row["person_name"]),
        phone=mask_phone(number) if number else None,
    )


@router.post("/person-records/candidates")
@unkeyed
async def find_person_records(
    search: RecordSearch, actor: Merger, session: Session, cipher: TheCipher, now: Now
) -> RecordCandidates:
    """查找代录登记: For somebody who shows me their account's merge code: who was entered by staff
    in my scope with their number, or under their dwelling. Nobody is browsed."""
    account_id = await merging.whose_code(session, search.code, now=now)
    account = await session.get_one(Person, account_id)
    found = await record_merging.candidates(session, actor, account, now=now)
    rows = (await session.execute(found.limit(CANDIDATES_SHOWN))).mappings()
    return RecordCandidates(
        account_id=account.id,
        account_name=mask_name(account.name) if account.name else None,
        candidates=[_candidate(row, account, cipher) for row in rows],
    )


@router.post("/person-records/merges", status_code=201)
async def merge_person_record(
    request: RecordMerge,
    actor: Merger,
    exchange: TheExchange,
    registry: TheRegistry,
    book: TheBook,
    now: Now,
) -> MergeView:
    """代录登记并入账号: Make one of somebody whom staff entered and the account that they have by
    now. They stand before me and show the account's merge code. What others wrote down that may be
    done in their name ends: they speak for themselves from now on."""
    if request.dry_run:
        exchange.discard()
    kept_id, told = await record_merging.merge_record(
        exchange.session,
        registry,
        book,
        actor,
        request.person_id,
        code=request.code,
        reason=request.reason,
        now=now,
    )
    return MergeView(
        kept_id=kept_id, merged_id=request.person_id, dry_run=request.dry_run, told=told
    )
