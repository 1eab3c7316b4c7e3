from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.people.schemas import OpenWorkKind
from shequ_api.kit.schema import CleanText, Input, Instant, Output, by_example

MergeWord = Annotated[CleanText, Field(min_length=12, max_length=20, examples=["7KQM-3XWD-9TFA"])]
Why = Annotated[CleanText, Field(min_length=1, max_length=500)]


class LoginSessionView(Output):
    """One sign-in of mine."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000114",
            "started_at": "2026-11-20T08:00:00.000+08:00",
            "last_used_at": "2026-11-22T09:15:00.000+08:00",
            "expires_at": "2026-12-20T08:00:00.000+08:00",
            "current": True,
        }
    )

    id: UUID
    started_at: Instant
    last_used_at: Instant = Field(description="To about a quarter of an hour")
    expires_at: Instant
    current: bool = Field(description="The one that asks")


class MergeCodeView(Output):
    """Say it once in the account that is to be kept. Whoever has it takes over this account."""

    model_config = by_example(
        {"code": "7KQM-3XWD-9TFA", "expires_at": "2026-11-22T09:35:00.000+08:00"}
    )

    code: str
    expires_at: Instant


class MergeRequest(Input):
    """The code that my other account gave me. A dry run tells what would come of it."""

    model_config = by_example({"code": "7KQM-3XWD-9TFA", "dry_run": True})

    code: MergeWord
    dry_run: bool = False


class CounterMerge(Input):
    """A code of each account, of somebody who stands at the counter."""

    model_config = by_example(
        {"kept_code": "7KQM-3XWD-9TFA", "merged_code": "H4CN-8VPE-2RJB", "dry_run": True}
    )

    kept_code: MergeWord
    merged_code: MergeWord
    dry_run: bool = False


class MergeView(Output):
    """What came of a merge, or would come of it."""

    model_config = by_example(
        {
            "kept_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "merged_id": "0199a3c4-5d6e-7f80-9a1b-000000000115",
            "dry_run": True,
            "told": ["保留当前账号的手机号，另一账号的手机号已解除绑定"],
        }
    )

    kept_id: UUID
    merged_id: UUID
    dry_run: bool
    told: list[str] = Field(description="What was resolved how, sentence by sentence")


class PastMerge(Output):
    """That something became part of my account: when, by whom, and what was resolved how."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000116",
            "merged_at": "2026-11-22T09:35:00.000+08:00",
            "merged_by_name": "王小四",
            "told": ["工作人员代录的居民登记已并入您的账号"],
        }
    )

    id: UUID
    merged_at: Instant
    merged_by_name: str | None = Field(description="Null: I did it myself")
    told: list[str]


class AccountReason(Input):
    """Why an account is shut, or opened again."""

    model_config = by_example({"reason": "冒用他人身份，已报派出所"})

    reason: Why


class AccountView(Output):
    """Somebody's account, and whether it is shut."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "name": "王小四",
            "disabled_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    name: str | None
    disabled_at: Instant | None


class DisabledView(AccountView):
    """A shut account, and the work that is taken from it."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "name": "王小四",
            "disabled_at": "2026-11-22T09:30:00.000+08:00",
            "open_work": [{"key": "tickets", "title": "在办诉求", "count": 12}],
        }
    )

    open_work: list[OpenWorkKind] = Field(description="What it was handling: shared out anew")
