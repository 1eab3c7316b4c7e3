"""In each community a partner that trades, some that do not yet or no more, and the terms; for
everybody an application of their own, for the cast's partner a stall of its own."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from shequ_api.base.access.actor import Scope
from shequ_api.base.files.models import File
from shequ_api.base.people.models import Posting
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.features.partner_terms import service as terms
from shequ_api.features.partner_terms.schemas import PartnerTermsDraft
from shequ_api.features.partners.models import Partner, PartnerAgreement
from shequ_api.features.partners.schemas import (
    AgreementDraft,
    PartnerApplication,
    PartnerReview,
)
from shequ_api.features.partners.service import agreeing, applying, standing
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, person, somebody, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

SITES = ("home", "near", "far", "abroad", "beyond")
"""One for each community."""
WHY = "核实"
PHONE = "13700137000"


def described(**more: Any) -> dict[str, Any]:
    """What a partner says of itself."""
    said = {"offers": "义务缝补", "address": "活动室", "contact_name": "联系人"}
    return {**said, "contact_phone": PHONE, **more}


@dataclass
class Office:
    """A site's community and its worker."""

    ground: Ground
    site: Site

    def staff(self) -> Any:
        scope = Scope("community_id", UUID(self.site.community))
        return somebody(self.site.worker, scope)

    async def applied(self, who: UUID | str, name: str, **more: Any) -> Partner:
        draft = described(community_id=self.site.community, partner_kind="group", name=name)
        application = PartnerApplication.model_validate(draft | more)
        session, now = self.ground.session, self.ground.now
        community = await session.get_one(Place, application.community_id)
        return await applying.apply(session, somebody(who), community, application, now=now)

    async def accepted(self, partner: Partner, **more: Any) -> Partner:
        word = PartnerReview.model_validate({"verdict": "accept", **more})
        session, now = self.ground.session, self.ground.now
        await applying.review(session, self.staff(), partner, word, now=now)
        await self.passed(partner.id)
        return partner

    async def passed(self, subject_id: UUID) -> None:
        """The check let its words pass."""
        await self.ground.session.flush()
        same = update(ContentCheck).where(ContentCheck.subject_id == subject_id)
        await self.ground.session.execute(same.values(state="pass"))

    async def offered(self, partner: Partner, ahead: int = 0) -> PartnerAgreement:
        """For a year from so many days on."""
        first = china_date(self.ground.now) + timedelta(days=ahead)
        days = {"starts_on": first, "ends_on": first + timedelta(days=364)}
        said = {"fen_per_100_points": 100, "settlement_period": "month", **days}
        draft = AgreementDraft.model_validate(said | {"terms_id": self.site.of("terms")})
        session, now = self.ground.session, self.ground.now
        return await agreeing.offer(session, self.staff(), partner, draft, now=now)

    async def active(self, partner: Partner) -> Partner:
        agreement = await self.offered(await self.accepted(partner))
        signer = somebody(partner.applicant_id)
        now = self.ground.now
        await agreeing.sign(self.ground.session, signer, partner, agreement, now=now)
        return partner


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key not in SITES:
        return
    office = Office(ground, site)
    site.things["terms"] = await _terms(office)
    people = [await person(ground, f"金丝伙伴{number}{site.key}") for number in range(5)]
    applied = await office.applied(people[0], word(site, "applied"))
    trader = await office.applied(people[1], word(site, "trader", closed=False))
    await office.active(trader)
    idle = await office.applied(people[2], word(site, "suspended"))
    await office.active(idle)
    await standing.suspend(ground.session, office.staff(), idle, reason=WHY, now=ground.now)
    waiting = await office.accepted(await office.applied(people[3], word(site, "waiting")))
    site.things |= {
        "applied_partner": str(applied.id),
        "trader": str(trader.id),
        "suspended_partner": str(idle.id),
        "offered_agreement": str((await office.offered(waiting)).id),
    }
    await ground.session.flush()


async def _terms(office: Office) -> str:
    ground, site = office.ground, office.site
    draft = PartnerTermsDraft(
        place_id=UUID(site.community), title=word(site, "terms", closed=False), text="一"
    )
    place = await ground.session.get_one(Place, draft.place_id)
    made = await terms.publish(ground.session, office.staff(), place, draft, now=ground.now)
    return str(made.id)


async def own_things(ground: Ground, world: World) -> None:
    """Applications lie in a community that is no site's: in each of these everybody may apply."""
    office = Office(ground, world.sites["home"])
    taken = [UUID(site.community) for site in world.sites.values() if site.community]
    elsewhere = select(Place.id).where(
        Place.kind == PlaceKind.COMMUNITY,
        Place.id.not_in(taken),
        Place.district_id == UUID(office.site.district),
    )
    community_id = (await ground.session.scalars(elsewhere.order_by(Place.code).limit(1))).one()
    for role in KNOWN:
        mine = await office.applied(world.people[role], "我的申请", community_id=community_id)
        world.own[f"application:{role}"] = str(mine.id)
    stall = await _own_stall(office, world.people["partner"])
    world.own["stall:partner"] = str(stall.id)
    world.own["offer:partner"] = str((await office.offered(stall, ahead=30)).id)
    await ground.session.flush()


async def _own_stall(office: Office, person_id: str) -> Partner:
    """The organisation for which the cast's partner stands, with an agreement that holds."""
    session, now = office.ground.session, office.ground.now
    held = select(Posting.organisation_id).where(
        Posting.person_id == UUID(person_id), Posting.organisation_id.is_not(None)
    )
    licence = File(
        id=new_id(),
        owner_id=UUID(person_id),
        original_sha256=new_id().hex,
        sha256=new_id().hex,
        media_type="image/jpeg",
        size_bytes=1,
        width=1,
        height=1,
        received_at=now,
    )
    session.add(licence)
    await session.flush()
    kind = {"partner_kind": "business", "licence_photo_id": licence.id}
    stall = await office.applied(person_id, "我的单位", **kind)
    organisation_id = (await session.scalars(held)).one()
    await office.accepted(stall, organisation_id=organisation_id)
    agreement = await office.offered(stall)
    await agreeing.sign(session, somebody(person_id), stall, agreement, now=now)
    return stall
