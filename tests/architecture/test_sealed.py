"""Every column of bytes is sealed and so reached by a change of keys, or says what else it is."""

from collections import Counter

from sqlalchemy import LargeBinary

from shequ_api.base.registry import Registry
from shequ_api.kit.model import Base
from shequ_api.modules import MODULES

SEALED = Registry(MODULES).sealed
DECLARED = Counter(str(one) for one in SEALED)
FOUND_BY = {f"{one.table.name}.{index}" for one in SEALED for index in one.indexes}
OTHERWISE = {
    "access_log.digest": "a code under the audit key, whose id stands beside it",
    "audit_blocks.entries": "codes under the audit key",
    "audit_blocks.hash": "a code under the audit key",
    "audit_blocks.previous_hash": "a code under the audit key",
    "audit_log.digest": "a code under the audit key, whose id stands beside it",
    "check_ins.body_hash": "a code under the index key",
    "files.owner_index": "under the index key: whose it is, where they are anonymous",
    "content_checks.author_index": "under the index key: who wrote it, where anonymous",
    "file_parts.content": "a photo under way",
    "form_submission_edits.body_hash": "a code under the index key",
    "family_card_codes.code_kept": "under the index key, good for minutes",
    "form_submissions.body_hash": "a code under the index key",
    "identity_codes.code_kept": "under the index key, good for minutes",
    "merge_codes.code_hash": "under the index key, good for minutes",
    "place_codes.nonce": "chance",
    "ledger_blocks.entries": "codes under the audit key",
    "ledger_blocks.hash": "a code under the audit key",
    "ledger_blocks.previous_hash": "a code under the audit key",
    "ledger_proofs.block_hash": "a code under the audit key",
    "ledger_proofs.digest": "a hash of what stands beside it",
    "register_import_lines.meaning": "a hash",
    "register_imports.file_sha256": "a hash",
    "residency_invitations.code_kept": "under the index key, good for a week",
    "stall_codes.code_kept": "under the index key, good for minutes",
    "stall_records.body_hash": "a code under the index key",
    "stall_sales.body_hash": "a code under the index key",
    "ticket_blocks.reporter_index": "under the index key: who may not file, where anonymous",
    "volunteer_marks.body_hash": "a code under the index key",
    "wechat_pushes.body_hash": "a hash of a ciphertext, kept for minutes",
    "wechat_pushes.signed_hash": "a hash of a time and a nonce, kept for minutes",
    "workflow_cases.head": "a hash for everybody, under no key",
    "workflow_seals.heads": "hashes for everybody, under no key",
    "workflow_steps.hash": "a hash for everybody, under no key",
    "workflow_steps.salt": "chance, under no key",
    "workflow_steps.words_digest": "a digest under the salt beside it",
    "workflow_steps.words_salt": "chance, under no key",
}


def test_every_column_of_bytes_is_accounted_for_once() -> None:
    bytes_kept = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    named = [*DECLARED.elements(), *(FOUND_BY & bytes_kept), *OTHERWISE]
    assert sorted(named) == sorted(bytes_kept), "`sealed` of its module, or a reason here"


def test_what_is_found_by_a_key_is_computed_anew_with_it() -> None:
    marked = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith(("phone_index", "number_index", "reporter_index", "_codes"))
    }
    assert marked - set(OTHERWISE) == FOUND_BY


def test_one_key_of_one_column_unless_it_says_how_it_is_bound() -> None:
    assert not [str(one) for one in SEALED if one.bind is None and len(one.key) != 1]
