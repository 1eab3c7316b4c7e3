"""Levels, gifts and freezes of a site's cards."""

from datetime import timedelta
from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.features.card_care.service import freeze
from shequ_api.features.card_gifts.models import CardGift
from shequ_api.features.card_gifts.rules import GiftState, GiftTerms
from shequ_api.features.card_gifts.schemas import TERMS
from shequ_api.features.card_gifts.service.policies import set_policy
from shequ_api.features.card_levels.rules import LadderPeriod, Step
from shequ_api.features.card_levels.service import set_ladder
from shequ_api.features.charity_minors.rules import MinorTerms
from shequ_api.features.charity_minors.service import set_policy as allow_minors
from shequ_api.features.points.public import hold_on_card, open_card
from shequ_api.features.points_alarms.models import PointsAlarm
from shequ_api.features.points_alarms.rules import AlarmKind
from shequ_api.features.points_alarms.service.counting import count
from shequ_api.features.points_alarms.service.deciding import decide
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, person, somebody, word
from tests.matrix.planting_points import fund
from tests.matrix.roles import GRADED, KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.grid and site.inhabitant):
        return
    session, now = ground.session, ground.now
    district = await session.get_one(Place, UUID(site.district))
    worker = somebody(site.worker)
    step = Step("bronze", word(site, "step", closed=False)[:20], 0, "基础")
    ladder = await set_ladder(
        session,
        worker,
        district,
        period=LadderPeriod.LIFETIME,
        steps=[step],
        valid_from=None,
        now=now,
    )
    policy = await set_policy(
        session, worker, district, GiftTerms(**TERMS), valid_from=None, now=now
    )
    minors = await allow_minors(session, worker, district, MinorTerms(), valid_from=None, now=now)
    site.things["charity_minor_policy"] = str(minors.id)
    site.things["card_ladder"], site.things["card_gift_policy"] = str(ladder.id), str(policy.id)
    inhabitant = UUID(site.inhabitant)
    card = await open_card(session, person_id=inhabitant, district_id=district.id, now=now)
    site.things["card_number"] = card.number
    served = await open_card(session, person_id=worker.person_id, district_id=district.id, now=now)
    site.things["worker_card_number"] = served.number
    other = await person(ground, word(site, "gift_receiver"))
    site.things["card_gift"] = await gift(ground, site, inhabitant, other, word(site, "gift"))
    site.things["confirmed_alarm"] = str((await confirmed(ground, site)).id)
    frozen = await freeze(
        session,
        somebody(await person(ground, None)),
        await confirmed(ground, site),
        other=False,
        reason=word(site, "freeze"),
        now=now,
    )
    site.things["card_freeze"] = str(frozen.id)


async def own_things(ground: Ground, world: World) -> None:
    """Whoever asks was offered something, and offered something."""
    home = world.sites["home"]
    for role in (*KNOWN, *GRADED):
        for _ in range(2):
            giver = await person(ground, None)
            mine = UUID(world.people[role])
            world.own[f"card_gift:{role}"] = await gift(ground, home, giver, mine)
            world.own[f"given_card_gift:{role}"] = await gift(ground, home, mine, giver)


async def gift(
    ground: Ground, site: Site, giver_id: UUID, receiver_id: UUID, message: str | None = None
) -> str:
    """A point that waits to be taken."""
    session, now, district_id = ground.session, ground.now, UUID(site.district)
    await fund(ground, site, giver_id, "转赠前")
    taker = await open_card(session, person_id=receiver_id, district_id=district_id, now=now)
    made = CardGift(
        id=new_id(),
        district_id=district_id,
        community_id=UUID(site.community),
        giver_id=giver_id,
        receiver_id=receiver_id,
        amount_points=1,
        message=message,
        state=GiftState.OFFERED,
        offered_at=now,
        answer_by=now + timedelta(days=7),
    )
    made.hold_id = await hold_on_card(
        session,
        person_id=giver_id,
        district_id=district_id,
        amount_points=1,
        to_account_id=taker.account_id,
        key=f"card_gift/{made.id}",
        expires_at=made.answer_by,
        now=now,
    )
    session.add(made)
    await session.flush()
    return str(made.id)


async def confirmed(ground: Ground, site: Site) -> PointsAlarm:
    """An alarm about somebody that somebody else confirmed."""
    alarm = await count(
        ground.session,
        AlarmKind.CARD_DAY,
        community_id=UUID(site.community),
        district_id=UUID(site.district),
        person_id=await person(ground, word(site, "alarmed")),
        amount=1000,
        now=ground.now,
    )
    assert alarm is not None
    decider = somebody(await person(ground, None))
    return await decide(
        ground.session,
        decider,
        alarm,
        state="confirmed",
        reason=word(site, "alarm"),
        now=ground.now,
    )
