"""An account of each district with a line, and a proof of all."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.proofs import latest_proof, prove
from shequ_api.blocks.ledger.service import open_account, transfer
from tests.matrix.ground import Ground, word
from tests.matrix.requests_ledger_audit import KIND
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not site.district:
        return
    site.things["ledger_account"] = await _account(ground, site)
    site.things["ledger_proof"] = await _proof(ground.session, ground)


async def _account(ground: Ground, site: Site) -> str:
    """With one line, whose words nobody is shown."""
    session, now, district_id = ground.session, ground.now, UUID(site.district)
    accounts = {}
    for name, floor in (("issuer", None), (KIND, 0)):
        accounts[name] = await open_account(
            session,
            ledger=Ledger.POINTS,
            owner_key=f"{name}/{site.key}",
            kind=name,
            district_id=district_id,
            floor=floor,
            now=now,
        )
    await transfer(
        session,
        key=f"audited/{site.key}",
        debit_account_id=accounts["issuer"].id,
        credit_account_id=accounts[KIND].id,
        amount=7,
        reason=word(site, "transfer"),
        now=now,
    )
    return str(accounts[KIND].id)


async def _proof(session: AsyncSession, ground: Ground) -> str:
    made = await latest_proof(session)
    if made is None:
        proven = await prove(session, whole=True, made_by="clock", now=ground.now)
        made = proven.proof
    return str(made.id)
