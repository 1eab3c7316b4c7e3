"""What an operation refuses by its record is told by the explanation, in the door's own words.

Those that the cells of the matrix do not meet; all that any test meets `tests.rehearsed` rehearses.
"""

from collections.abc import Awaitable, Callable

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.ids import new_id
from tests.base.living import EMPTY, OTHER_EMPTY, OWN, Street, said
from tests.base.rights.explained import Asking
from tests.cast import Cast
from tests.features.patrols.field import NOBODY, SOUND, Field

Met = tuple[Response, dict[str, str]]
Scenario = Callable[[Street, Field, Asking], Awaitable[Met]]


async def _vouched_in_turn(street: Street, _: Field, why: Asking) -> Met:
    await street.settled("newcomer", EMPTY)
    mine = await street.claimed("resident", OTHER_EMPTY)
    await street.ask("newcomer", "PUT", f"/residencies/{mine}/vouch")
    theirs = await street.claimed("newcomer", OTHER_EMPTY)
    met = await street.ask("resident", "PUT", f"/residencies/{theirs}/vouch")
    return met, await why.failed("resident", "vouch_for_residency", residency_id=theirs)


async def _vouch_not_grounded(street: Street, _: Field, why: Asking) -> Met:
    vouched = await street.claimed("newcomer", EMPTY)
    for who in ("resident", "same_building"):
        await street.ask(who, "PUT", f"/residencies/{vouched}/vouch")
    other = await street.claimed("same_compound", OTHER_EMPTY)
    met = await street.ask("newcomer", "PUT", f"/residencies/{other}/vouch")
    return met, await why.failed("newcomer", "vouch_for_residency", residency_id=other)


async def _invite_not_grounded(street: Street, _: Field, why: Asking) -> Met:
    code = await street.invited()
    await street.claim("newcomer", OWN, "family", invitation_code=code)
    dwelling = str(street.cast.places[OWN])
    met = await street.ask("newcomer", "POST", "/me/invitations", {"dwelling_id": dwelling})
    return met, await why.failed("newcomer", "invite_to_dwelling", dwelling_id=dwelling)


async def _own_inspection(_: Street, field: Field, why: Asking) -> Met:
    own = (await field.inspected(who="general_grid_worker"))["id"]
    met = await field.review(own)
    return met, await why.failed("general_grid_worker", "review_inspection", inspection_id=own)


async def _own_edit(_: Street, field: Field, why: Asking) -> Met:
    sent = (await field.inspected(SOUND))["id"]
    edit = {"answers": NOBODY, "reason": "家中无人"}
    made = await field.ask("community_worker", "PUT", f"/inspections/{sent}/edits/2", json=edit)
    assert made.status_code == 201, made.text
    met = await field.review(sent, "community_worker")
    asked = {"inspection_id": sent, "decision": "approved"}
    return met, await why.failed("community_worker", "review_inspection", **asked)


async def _own_withdrawn(_: Street, field: Field, why: Asking) -> Met:
    own = (await field.inspected(who="general_grid_worker"))["id"]
    assert (await field.review(own, "community_worker")).status_code == 200
    path = f"/inspections/{own}/approval-withdrawal"
    met = await field.ask("general_grid_worker", "PUT", path, json={"reason": "有误"})
    operation = "withdraw_inspection_approval"
    return met, await why.failed("general_grid_worker", operation, inspection_id=own)


async def _own_deleted(_: Street, field: Field, why: Asking) -> Met:
    """By somebody who inspects for a colleague, and deletes by another office."""
    who = "subdistrict_administrator"
    office, round_ = await why.another_office(who, "micro_grid_worker")
    dress = {"X-Acting-Posting": round_}
    path = f"/inspections/{new_id()}"
    own = await field.ask(who, "PUT", path, json=await field.body(), dress=dress)
    assert own.status_code == 201, own.text
    dress, why_not = {"X-Acting-Posting": office}, {"reason": "有误"}
    met = await field.ask(who, "PUT", f"{path}/deletion", json=why_not, dress=dress)
    asked = {"posting_id": office, "inspection_id": path.rpartition("/")[2]}
    return met, await why.failed(who, "delete_inspection", **asked)


WITNESSED: dict[tuple[str, str], Scenario] = {
    ("vouch_for_residency", "vouched_in_turn"): _vouched_in_turn,
    ("vouch_for_residency", "vouch_not_grounded"): _vouch_not_grounded,
    ("invite_to_dwelling", "invite_not_grounded"): _invite_not_grounded,
    ("review_inspection", "own_inspection"): _own_inspection,
    ("review_inspection", "own_edit"): _own_edit,
    ("withdraw_inspection_approval", "own_inspection"): _own_withdrawn,
    ("delete_inspection", "own_inspection"): _own_deleted,
}


@pytest.fixture
def why(client: AsyncClient, cast: Cast, session: AsyncSession) -> Asking:
    return Asking(client, cast, session)


@pytest.mark.parametrize(("operation", "code"), list(WITNESSED))
async def test_told_as_it_is_met(
    client: AsyncClient, cast: Cast, why: Asking, operation: str, code: str
) -> None:
    scenario = WITNESSED[operation, code]
    met, failed = await scenario(Street(client, cast), Field(client, cast), why)
    assert said(met) == (403, code)
    assert failed == {"row": met.json()["title"]}
