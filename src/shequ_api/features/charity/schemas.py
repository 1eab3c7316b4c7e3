from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.charity.rules import PoolLineKind, PoolPurpose
from shequ_api.features.content_checks.public import ContentState
from shequ_api.features.family_cards.public import CardChoice
from shequ_api.kit.schema import Amount, Id, Input, Instant, Line, Note, Output, by_example


class DonationDraft(Input):
    """Points for a pool, named by its id, or for the general pool of a community."""

    model_config = by_example(
        {
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "amount_points": 5,
            "anonymous": False,
            "message": "给社区添一盏灯",
        }
    )

    pool_id: Id | None = None
    community_id: Id | None = None
    amount_points: Amount
    anonymous: bool = False
    message: Line | None = None
    card: CardChoice = Field(
        default=CardChoice.OWN, strict=False, description="With which card I pay"
    )


class DonationReceipt(Output):
    """What I gave."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000117",
            "pool_id": "0199a3c4-5d6e-7f80-9a1b-000000000116",
            "amount_points": 5,
            "anonymous": False,
            "message": "给社区添一盏灯",
            "transfer_id": "0199a3c4-5d6e-7f80-9a1b-000000000114",
            "donated_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    pool_id: UUID
    amount_points: int
    anonymous: bool
    message: str | None
    transfer_id: UUID
    donated_at: Instant


POOL = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000116",
    "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "purpose": "elderly",
    "purpose_title": "助老",
    "title": "暖冬送餐",
    "what_for": "冬天给独居老人送热餐",
    "goal_points": 2000,
    "balance_points": 120,
    "donated_points": 150,
    "donors": 18,
    "partners": 2,
    "granted_points": 30,
    "households_at_least": 0,
    "households_told": "不足 10 户",
    "opened_at": "2026-11-22T09:30:00.000+08:00",
    "closes_at": "2027-02-28T18:00:00.000+08:00",
    "closed_at": None,
    "close_reason": None,
}


class PoolDraft(Input):
    """A pool for one purpose of a community."""

    model_config = by_example(
        {
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "purpose": "elderly",
            "title": "暖冬送餐",
            "what_for": "冬天给独居老人送热餐",
            "goal_points": 2000,
            "closes_at": "2027-02-28T18:00:00.000+08:00",
        }
    )

    community_id: Id
    purpose: Annotated[PoolPurpose, Field(strict=False)]
    title: Line
    what_for: Note
    goal_points: Amount | None = None
    closes_at: Instant | None = None


class PoolClosing(Input):
    """Why a pool is closed; what is left goes to the general pool with these words."""

    model_config = by_example({"reason": "项目已完成"})

    reason: Line


class ThanksDraft(Input):
    """What those who were helped let donors know; of nobody by name."""

    model_config = by_example({"words": "谢谢大家，这个冬天很暖和。"})

    words: Note


class PoolView(Output):
    """A pool, what was given to it so far, and what became of it."""

    model_config = by_example(POOL)

    id: UUID
    community_id: UUID
    purpose: str = Field(examples=["general"])
    purpose_title: str = Field(examples=["社区公益"])
    title: str = Field(examples=["致强社区公益池"])
    what_for: str | None
    goal_points: int | None
    balance_points: int = Field(description="What is set aside for households included")
    donated_points: int = Field(description="All that people ever gave")
    donors: int = Field(description="How many people gave, by whatever way")
    partners: int = Field(description="How many partners gave, of what they sell or earn")
    granted_points: int = Field(description="All that reached households")
    households_at_least: int = Field(description="Rounded down to tens")
    households_told: str = Field(examples=["不足 10 户"])
    opened_at: Instant
    closes_at: Instant | None
    closed_at: Instant | None
    close_reason: str | None


class ThanksView(Output):
    """What donors of a pool were told."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000118",
            "words": "谢谢大家，这个冬天很暖和。",
            "thanked_at": "2026-12-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    words: str
    thanked_at: Instant


class MyDonation(Output):
    """What I gave, and what became of the pool that I gave it to."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000117",
            "pool_id": "0199a3c4-5d6e-7f80-9a1b-000000000116",
            "pool_title": "暖冬送餐",
            "amount_points": 5,
            "anonymous": False,
            "message": None,
            "message_state": None,
            "donated_at": "2026-11-22T09:30:00.000+08:00",
            "granted_points": 1200,
            "households_at_least": 20,
            "households_told": "20 户以上",
            "pool_closed_at": None,
            "pool_close_reason": None,
            "thanks": "谢谢大家，这个冬天很暖和。",
        }
    )

    id: UUID
    pool_id: UUID
    pool_title: str
    amount_points: int
    anonymous: bool
    message: str | None
    message_state: ContentState | None = Field(
        description="What came of checking it; others read it once it is `pass`"
    )
    donated_at: Instant
    granted_points: int
    households_at_least: int
    households_told: str
    pool_closed_at: Instant | None
    pool_close_reason: str | None
    thanks: str | None = Field(description="The latest since I gave")


class SupportedPool(Output):
    """A pool that I gave to, by gifts or by a pledge, and what became of it."""

    model_config = by_example(
        {
            "pool_id": "0199a3c4-5d6e-7f80-9a1b-000000000116",
            "pool_title": "暖冬送餐",
            "given_points": 25,
            "gifts": 3,
            "first_gave_at": "2026-11-22T09:30:00.000+08:00",
            "last_gave_at": "2026-12-01T09:30:00.000+08:00",
            "granted_points": 1200,
            "households_at_least": 20,
            "households_told": "20 户以上",
            "pool_closed_at": None,
            "pool_close_reason": None,
            "thanks": "谢谢大家，这个冬天很暖和。",
        }
    )

    pool_id: UUID
    pool_title: str
    given_points: int = Field(description="All that I gave to it, by whatever way")
    gifts: int = Field(description="How many times")
    first_gave_at: Instant
    last_gave_at: Instant
    granted_points: int = Field(description="All that reached households out of it")
    households_at_least: int = Field(description="Rounded down to tens")
    households_told: str = Field(examples=["20 户以上"])
    pool_closed_at: Instant | None
    pool_close_reason: str | None
    thanks: str | None = Field(description="The latest since I first gave")


class OpenLine(Output):
    """One amount that came into a pool or left it."""

    model_config = by_example(
        {
            "on": "2026-11-25",
            "kind": "grant",
            "title": "帮扶一户家庭",
            "donor": None,
            "amount_points": -30,
            "balance_after_points": 120,
        }
    )

    on: date = Field(description="The calendar day in China")
    kind: PoolLineKind
    title: str
    donor: str | None = Field(description="Masked, or 匿名; of a donation alone")
    amount_points: int = Field(description="Below zero where it left the pool")
    balance_after_points: int


class PoolBalance(Output):
    """What a pool has at an instant."""

    model_config = by_example(
        {"as_of": "2026-11-22T09:30:00.000+08:00", "balance_points": 150, "set_aside_points": 30}
    )

    as_of: Instant
    balance_points: int
    set_aside_points: int = Field(description="Of it: for households that have not had it yet")


class DonationLine(Output):
    """One line of the open ledger."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000117",
            "donor": "李*梅",
            "amount_points": 5,
            "message": "给社区添一盏灯",
            "donated_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    donor: str = Field(description="Masked, or 匿名", examples=["王*四"])
    amount_points: int
    message: str | None = Field(description="Once it passed the check")
    donated_at: Instant
