"""Of each community's partner orders, handed over or not, a record that fits none, and statements;
the same of the cast's partner; for everybody an order of their own."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from shequ_api.base.people.models import Organisation
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.service import open_account, transfer
from shequ_api.features.mall.models import Goods
from shequ_api.features.partner_settlements.models import SettlementLine, SettlementStatement
from shequ_api.features.partner_settlements.queries import lines_of
from shequ_api.features.partner_settlements.service import correcting, drafting, paying
from shequ_api.features.partners.models import Partner
from shequ_api.features.partners.public import partner_account
from shequ_api.features.pick_up_codes.codes import StallKeys
from shequ_api.features.redemptions.models import Redemption
from shequ_api.features.redemptions.service import fulfilling, reserving
from shequ_api.features.redemptions.showing import own_view
from shequ_api.features.stall_records import syncing
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_partners import SITES
from tests.matrix.planting_points import fund
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

DIGEST = b"0" * 32


class Stall(NamedTuple):
    """A partner's stall, and somebody who orders there."""

    ground: Ground
    partner: Partner
    goods_id: UUID
    buyer_id: UUID

    async def ordered(self, at: datetime | None = None) -> Redemption:
        session, now = self.ground.session, at or self.ground.now
        return await reserving.reserve(
            session,
            somebody(self.buyer_id),
            goods_id=self.goods_id,
            quantity=1,
            edition_number=None,
            now=now,
        )

    async def fetched(self, at: datetime | None = None) -> Redemption:
        order, now = await self.ordered(at), at or self.ground.now
        stall = await self.ground.session.get_one(Organisation, self.partner.organisation_id)
        clerk = somebody(self.partner.applicant_id)
        await fulfilling.fulfil(
            self.ground.session,
            clerk,
            stall,
            order,
            record_id=new_id(),
            digest=DIGEST,
            now=now,
        )
        return order

    async def stated(self, days: int) -> SettlementStatement:
        """A statement of one more order of the evening before a day some days from now."""
        until = china_date(self.ground.now) + timedelta(days=days)
        hour = timedelta(hours=1)
        await self.fetched(china_midnight(until) - hour)
        later = china_midnight(until) + hour
        session = self.ground.session
        made = await drafting.draft(session, None, self.partner, ends_on=until, now=later)
        await session.flush()
        return made

    async def line(self, statement: SettlementStatement) -> str:
        rows = await self.ground.session.execute(lines_of(statement.id))
        return str(rows.mappings().all()[0]["id"])

    async def conflict(self) -> str:
        """A record of a code that nobody was given."""
        session, now = self.ground.session, self.ground.now
        stall = await session.get_one(Organisation, self.partner.organisation_id)
        noted = syncing.Noted(new_id(), "2222-2222-2222", None, None, now, DIGEST)
        keys, clerk = self.ground.parts.get(StallKeys), somebody(self.partner.applicant_id)
        await syncing.sync(session, clerk, stall, keys, [noted], sent_at=now, now=now)
        return str(noted.id)


async def plant(ground: Ground, __: World, site: Site) -> None:
    if site.key not in SITES:
        return
    trader = await ground.session.get_one(Partner, UUID(site.of("trader")))
    for _ in range(2):
        await fund(ground, site, UUID(site.inhabitant), "积分")
    goods = await ground.session.get_one(Goods, UUID(site.of("mall_goods")))
    goods.stock_left = 99
    await ground.session.flush()
    stall = Stall(ground, trader, UUID(site.of("mall_goods")), UUID(site.inhabitant))
    drafted, confirmed, prepared = [await stall.stated(days) for days in (1, 2, 3)]
    staff, now = somebody(site.worker), ground.now
    for statement in (confirmed, prepared):
        shop = somebody(trader.applicant_id)
        await paying.confirm(ground.session, shop, statement, now=now)
    await paying.prepare(ground.session, staff, prepared, now=now)
    line = await stall.line(drafted)
    site.things["disputed_line"] = await _disputed(ground, site, stall, trader)
    site.things |= {
        "order": str((await stall.ordered()).id),
        "fetched_order": str((await stall.fetched()).id),
        "stall_conflict": await stall.conflict(),
        "statement": str(drafted.id),
        "statement_line": line,
        "confirmed_statement": str(confirmed.id),
        "prepared_statement": str(prepared.id),
    }
    await _earned_before(ground, site)
    await ground.session.flush()


async def own_things(ground: Ground, world: World) -> None:
    home = world.sites["home"]
    partner = await ground.session.get_one(Partner, UUID(world.own["stall:partner"]))
    goods = UUID(world.own["goods:partner"])
    for role in KNOWN:
        await fund(ground, home, UUID(world.people[role]), "积分")
        mall = Stall(ground, partner, UUID(home.of("mall_goods")), UUID(world.people[role]))
        world.own[f"order:{role}"] = str((await mall.ordered()).id)
    stall = Stall(ground, partner, goods, UUID(world.people["resident"]))
    # Behind what was stated at the sites: nothing moves on a card before what moved there last.
    statement = await stall.stated(5)
    waiting = await stall.ordered()
    seen = await own_view(ground.session, ground.parts.get(StallKeys), waiting)
    world.facts["pick_up_code"] = str(seen.pick_up_code)
    world.own |= {
        "stall_order:partner": str(waiting.id),
        "stall_fetched:partner": str((await stall.fetched()).id),
        "statement:partner": str(statement.id),
        "line:partner": await stall.line(statement),
    }
    await ground.session.flush()


async def _disputed(ground: Ground, site: Site, stall: Stall, trader: Partner) -> str:
    """A line of a statement of its own that the partner says is wrong."""
    line_id = await stall.line(await stall.stated(4))
    line = await ground.session.get_one(SettlementLine, UUID(line_id))
    shop, said = somebody(trader.applicant_id), word(site, "dispute")
    await correcting.dispute(ground.session, shop, line, reason=said, now=ground.now)
    return line_id


async def _earned_before(ground: Ground, site: Site) -> None:
    """The partner that is suspended was paid something, long before this month."""
    session, before = ground.session, ground.now - timedelta(days=40)
    partner = await session.get_one(Partner, UUID(site.of("suspended_partner")))
    account = await partner_account(session, partner, ground.now)
    purse = await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key=f"planted/{site.key}",
        kind="issuer",
        district_id=partner.district_id,
        floor=None,
        now=before,
    )
    await transfer(
        session,
        key=f"planted/{new_id()}",
        debit_account_id=purse.id,
        credit_account_id=account.id,
        amount=5,
        reason="补录",
        now=before,
    )
