"""Lines of a card that no rule earned say what is known of them, to whose card it is alone."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.features.earnings.wording import line_title, side_title
from shequ_api.features.points.public import refund_to_card
from shequ_api.features.points_lots.public import move_points
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.earnings.test_explanations import lines, of_line
from tests.features.points.earned import fund


async def told(client: AsyncClient, cast: Cast, key: str, transfer_id: object) -> dict[str, Any]:
    answer = await of_line(client, cast, key, transfer_id)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def donated(client: AsyncClient, cast: Cast, points: int) -> dict[str, Any]:
    body = {"community_id": str(cast.places[HOME]), "amount_points": points}
    headers = {**await cast.headers("resident"), "Idempotency-Key": str(uuid4())}
    made = await client.post("/api/v1/charity/donations", json=body, headers=headers)
    assert made.status_code == 201, made.text
    gift: dict[str, Any] = made.json()
    return gift


async def test_a_gift_to_a_pool_says_what_it_was(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await fund(session, cast, "resident", 30, now=utc_now())
    await session.commit()
    gift = await donated(client, cast, 12)
    said = await told(client, cast, "resident", gift["transfer_id"])
    assert (said["subject_kind"], said["subject_id"]) == ("donation", gift["id"])
    assert (said["fact"], said["fact_title"], said["rules"], said["fields"]) == (
        *(None, "捐积分", [], []),
    )
    assert (said["points"], said["reason"], said["other_side"]) == (
        *(-12, "捐给致强社区公益池", "公益池"),
    )
    assert said["text"] == "捐积分：捐给致强社区公益池，支出 12 分，转给公益池"
    assert (said["judged_at"], said["happened_at"]) == (None, gift["donated_at"])


async def test_what_is_of_no_thing_says_its_reason(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await fund(session, cast, "resident", 30, now=utc_now())
    await session.commit()
    [line] = await lines(client, cast, "resident")
    said = await told(client, cast, "resident", line["transfer_id"])
    assert (said["subject_kind"], said["subject_id"]) == (None, None)
    assert said["text"] == "其他积分变动：测试积分，收入 30 分，来自社区发放"
    for stranger in ("same_building", "community_worker", "district_administrator"):
        assert (await of_line(client, cast, stranger, line["transfer_id"])).status_code == 404


async def test_what_came_back_says_so(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await fund(session, cast, "resident", 30, now=utc_now())
    await session.commit()
    gift = await donated(client, cast, 12)
    back = await refund_to_card(
        session, gift["transfer_id"], key=f"back/{new_id()}", reason="误捐退回", now=utc_now()
    )
    await session.commit()
    said = await told(client, cast, "resident", back)
    assert (said["subject_kind"], said["fact_title"], said["points"]) == (
        *("donation", "捐积分退回", 12),
    )


async def test_between_two_cards_each_reads_its_own_side(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    giver, taker = [
        await fund(session, cast, key, 30, now=utc_now()) for key in ("resident", "same_building")
    ]
    made = await move_points(
        session,
        key=f"gift/{new_id()}",
        debit_account_id=giver,
        credit_account_id=taker,
        amount=7,
        reason="积分转赠",
        reference_kind="card_gift",
        reference_id=new_id(),
        now=utc_now(),
    )
    await session.commit()
    for key, points, text in (
        ("resident", -7, "积分转赠：支出 7 分，转给另一张幸福卡"),
        ("same_building", 7, "积分转赠：收入 7 分，来自另一张幸福卡"),
    ):
        said = await told(client, cast, key, made.id)
        assert (said["points"], said["text"]) == (points, text)
        assert "甲" not in str(said), "nobody is named"


async def test_lines_of_an_account_that_was_merged_are_mine(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await fund(session, cast, "resident", 30, now=utc_now())
    await session.commit()
    gift = await donated(client, cast, 12)
    old = await session.get_one(Person, cast.people["resident"])
    old.merged_into_id = cast.people["same_building"]
    await session.commit()
    said = await told(client, cast, "same_building", gift["transfer_id"])
    assert said["points"] == -12


@pytest.mark.parametrize("kind", ["redemption", "stall_sale", "family_card", "manual_credit"])
def test_kinds_and_sides_have_words(kind: str) -> None:
    assert line_title(kind, "partner", came=False, back=False) != "其他积分变动"
    assert line_title(None, "expired", came=False, back=False) == "积分到期"
    assert side_title("never heard of") == "其他账户"
