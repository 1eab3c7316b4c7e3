from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.identity.record_merging import NameReason
from shequ_api.base.people.account_schemas import MergeWord
from shequ_api.base.residency.models import Belonging
from shequ_api.kit.schema import Id, Input, Instant, Output, by_example

_CANDIDATE = {
    "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000151",
    "person_name": "赵*奶",
    "names_agree": False,
    "phone": "139******66",
    "same_phone": True,
    "dwelling_name": "东苑1栋1单元0302",
    "same_dwelling": True,
    "belonging": "owner",
    "recorded_at": "2026-03-02T10:12:00.000+08:00",
}


class RecordSearch(Input):
    """The merge code that the account shows to me. It stays good."""

    model_config = by_example({"code": "7KQM-3XWD-9TFA"})

    code: MergeWord


class RecordCandidate(Output):
    """Somebody whom staff entered, who may be the one with the account; and where they live."""

    model_config = by_example(_CANDIDATE)

    person_id: UUID
    person_name: str | None = Field(description="Masked")
    names_agree: bool = Field(description="With the account's name, as it stands in full")
    phone: str | None = Field(description="That was told for them; masked")
    same_phone: bool = Field(description="The account has bound it, which alone proves nothing")
    dwelling_name: str
    same_dwelling: bool = Field(description="Both are verified to live there")
    belonging: Belonging
    recorded_at: Instant


class RecordCandidates(Output):
    """Whose code it is, and who of my scope may be the same human being: twenty lines at most."""

    model_config = by_example(
        {
            "account_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "account_name": "赵*芳",
            "candidates": [_CANDIDATE],
        }
    )

    account_id: UUID
    account_name: str | None = Field(description="Masked")
    candidates: list[RecordCandidate]


class RecordMerge(Input):
    """Who was entered, and the merge code that their account shows to me; where the names differ,
    why they do. A dry run tells what would come of it, and leaves the code good."""

    model_config = by_example(
        {
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000151",
            "code": "7KQM-3XWD-9TFA",
            "reason": "nickname",
            "dry_run": True,
        }
    )

    person_id: Id
    code: MergeWord
    reason: Annotated[NameReason | None, Field(strict=False)] = None
    dry_run: bool = False
