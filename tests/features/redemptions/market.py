"""A partner with goods on the shelf, a stall of it, and those who order there."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Organisation, Posting
from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.features.mall.models import Goods, GoodsEdition
from shequ_api.features.partner_terms.models import PartnerTerms
from shequ_api.features.partners.models import Partner, PartnerAgreement
from shequ_api.features.redemptions.models import Redemption
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast

API = "/api/v1"
SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


async def partner_at(
    session: AsyncSession, cast: Cast, member: str = "partner", *, period: str = "month"
) -> Partner:
    """The organisation of a member of the cast, as an active partner at 10 fen a point."""
    held = select(Posting.organisation_id).where(Posting.person_id == cast.people[member])
    organisation = await session.get_one(Organisation, (await session.scalars(held)).one())
    now, place = utc_now(), {name: getattr(organisation, name) for name in SCOPES}
    case = Case(
        id=new_id(),
        flow="partner",
        state="active",
        district_id=organisation.district_id,
        opened_at=now,
        changed_at=now,
    )
    session.add(case)
    await session.flush()
    partner = Partner(
        id=new_id(),
        case_id=case.id,
        state="active",
        **place,
        organisation_id=organisation.id,
        partner_kind="business",
        name=organisation.name,
        offers="日用品",
        address="东苑",
        contact_name="店长",
        shows_contact=False,
        applicant_id=cast.people[member],
        applied_at=now,
    )
    session.add(partner)
    await session.flush()
    await _agreed(session, cast, partner, member, period)
    return partner


async def _agreed(
    session: AsyncSession, cast: Cast, partner: Partner, member: str, period: str
) -> None:
    """An agreement of a partner, under terms of its community."""
    now = utc_now()
    terms = PartnerTerms(
        id=new_id(),
        place_id=partner.community_id,
        district_id=partner.district_id,
        number=1 + len(list(await session.scalars(select(PartnerTerms.id)))),
        title="合作条款",
        text="按月结算",
        published_by_id=cast.people["community_worker"],
        published_at=now,
    )
    session.add(terms)
    await session.flush()
    agreed = PartnerAgreement(
        id=new_id(),
        partner_id=partner.id,
        district_id=partner.district_id,
        number=1,
        terms_id=terms.id,
        fen_per_100_points=1000,
        settlement_period=period,
        starts_on=china_date(now) - timedelta(days=100),
        ends_on=china_date(now) + timedelta(days=300),
        offered_by_id=cast.people["community_worker"],
        offered_at=now,
        signed_by_id=cast.people[member],
        signed_at=now,
    )
    session.add(agreed)
    await session.flush()


async def goods_of(
    session: AsyncSession,
    partner: Partner,
    *,
    points: int = 30,
    fen: int = 0,
    stock: int | None = 10,
    title: str = "大米",
    **promised: Any,
) -> UUID:
    """Goods of a partner that anybody may take now."""
    now, place = utc_now(), {name: getattr(partner, name) for name in SCOPES}
    goods = Goods(
        id=new_id(),
        partner_id=partner.id,
        organisation_id=partner.organisation_id,
        **place,
        kind="goods" if stock is not None else "service",
        state="on_shelf",
        stock_left=stock,
        taken=0,
        edition_number=1,
        shelf_id=partner.community_id,
        shelved_at=now,
        offered_at=now,
    )
    session.add(goods)
    await session.flush()
    said = {"title": title, "price_points": points, "price_fen": fen, **promised}
    await _promised(session, partner, goods.id, said)
    return goods.id


async def _promised(
    session: AsyncSession, partner: Partner, goods_id: UUID, said: dict[str, Any]
) -> None:
    """The edition on the shelf, whose words passed the check."""
    now, place = utc_now(), {name: getattr(partner, name) for name in SCOPES}
    facts = {"shelf": "community", "residents_only": False, "min_level": 0, "pick_up_days": 7}
    edition = GoodsEdition(
        id=new_id(),
        goods_id=goods_id,
        district_id=partner.district_id,
        number=1,
        description="五千克",
        category="food",
        pick_up_place="东苑店",
        pick_up_hours="9 时至 18 时",
        state="approved",
        written_by_id=partner.applicant_id,
        written_at=now,
        reviewed_by_id=partner.applicant_id,
        reviewed_at=now,
        **facts | said,
    )
    session.add(edition)
    checked = ContentCheck(
        kind="mall_edition",
        subject_id=edition.id,
        **place,
        by_staff=False,
        state="pass",
        text_state="pass",
        reasons=[],
        next_at=now,
        written_at=now,
    )
    session.add(checked)
    await session.flush()


class Market:
    """Asking at the stall and in the mall."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def ask(self, who: str, method: str, path: str, **more: Any) -> Response:
        headers = await self.cast.headers(who)
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid4())
        headers |= more.pop("headers", {})
        return await self.client.request(method, f"{API}{path}", headers=headers, **more)

    async def done(self, who: str, method: str, path: str, **more: Any) -> dict[str, Any]:
        answer = await self.ask(who, method, path, **more)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    async def refused(self, who: str, method: str, path: str, **more: Any) -> tuple[int, str]:
        answer = await self.ask(who, method, path, **more)
        return answer.status_code, str(answer.json().get("code"))

    async def redeem(
        self, goods_id: UUID, who: str = "resident", quantity: int = 1, **more: Any
    ) -> Response:
        body = {"goods_id": str(goods_id), "quantity": quantity, **more}
        return await self.ask(who, "POST", "/redemptions", json=body)

    async def redeemed(
        self, goods_id: UUID, who: str = "resident", quantity: int = 1
    ) -> dict[str, Any]:
        answer = await self.redeem(goods_id, who, quantity)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def handed_over(
        self, code: str, record_id: UUID | None = None, who: str = "partner"
    ) -> Response:
        path = f"/stall-records/{record_id or new_id()}"
        return await self.ask(who, "PUT", path, json={"code": code})

    async def sent(
        self, *records: dict[str, Any], at: datetime | None = None, who: str = "partner"
    ) -> list[dict[str, Any]]:
        """Records of a stall that had no network."""
        body = {"sent_at": (at or utc_now()).isoformat(), "records": list(records)}
        answer = await self.done(who, "POST", "/stall-records", json=body)
        return list(answer["answers"])

    async def card(self, who: str = "resident") -> tuple[int, int]:
        """Balance and what is held."""
        shown = await self.done(who, "GET", "/points/card")
        return shown["balance_points"], shown["held_points"]


def noted(code: str, handed_over_at: datetime | None = None, **more: Any) -> dict[str, Any]:
    """A record of an offline device."""
    at = handed_over_at or utc_now()
    return {"id": str(new_id()), "code": code, "handed_over_at": at.isoformat(), **more}


async def stock_of(session: AsyncSession, goods_id: UUID) -> tuple[int | None, int]:
    """What is left, and what was taken."""
    found = select(Goods.stock_left, Goods.taken).where(Goods.id == goods_id)
    row = (await session.execute(found)).one()
    return row.stock_left, row.taken


async def balance_of(session: AsyncSession, owner_key: str, ledger: Ledger = Ledger.POINTS) -> int:
    found = select(Account.balance).where(Account.owner_key == owner_key, Account.ledger == ledger)
    return (await session.scalar(found)) or 0


async def shifted(session: AsyncSession, redemption_id: str, *, days: int) -> None:
    """As if an order had been made so many days earlier."""
    by = timedelta(days=days)
    columns = (Redemption.reserved_at, Redemption.pick_up_until, Redemption.held_until)
    values = {column.key: column - by for column in columns}
    this = update(Redemption).where(Redemption.id == UUID(redemption_id))
    await session.execute(this.values(values), execution_options={"synchronize_session": False})
    await session.commit()
