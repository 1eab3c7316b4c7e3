"""At each site notices of its community in whatever state is asked about; one that each of those
who ask has read; a template of the mini-program's."""

from datetime import timedelta
from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.features.notices.models import Notice, NoticeEdition, NoticeReceipt, NoticeTarget
from shequ_api.features.notices.rules import EVERYBODY, NoticeState
from shequ_api.features.subscription_messages.models import SubscriptionTemplate
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.grid and site.inhabitant and site.community):
        return
    title = word(site, "notice")
    site.things |= {
        "notice": await _notice(ground, site, NoticeState.PUBLISHED, title=title),
        "notice_draft": await _notice(ground, site, NoticeState.DRAFT, title=title),
        "notice_waiting": await _notice(ground, site, NoticeState.WAITING, title=title),
        "public_notice": await _notice(
            ground, site, NoticeState.PUBLISHED, title="公开通知", public=True
        ),
    }


async def own_things(ground: Ground, world: World) -> None:
    beyond, home = world.sites["beyond"], world.sites["home"]
    for role in KNOWN:
        world.own[f"waiting_notice:{role}"] = await _notice(
            ground, home, NoticeState.WAITING, title="待复核", author=world.people[role]
        )
        notice_id = await _notice(ground, beyond, NoticeState.PUBLISHED, title="读过的通知")
        world.own[f"my_notice:{role}"] = notice_id
        ground.session.add(
            NoticeReceipt(
                notice_id=UUID(notice_id),
                person_id=UUID(world.people[role]),
                district_id=UUID(beyond.district),
                number=1,
                read_at=ground.now,
            )
        )
    template = SubscriptionTemplate(
        id=new_id(),
        wechat_template_id="matrix",
        title="社区消息",
        fields=[],
        page="pages/index/index",
        lasting=False,
        merge_minutes=5,
        wanted_credits=3,
        ask_again_days=14,
        changed_at=ground.now,
        changed_by_id=UUID(world.people["city_administrator"]),
    )
    ground.session.add(template)
    world.own["template"] = str(template.id)
    await ground.session.flush()


async def _notice(
    ground: Ground,
    site: Site,
    state: NoticeState,
    *,
    title: str,
    public: bool = False,
    author: str | None = None,
) -> str:
    """A notice to a whole community, for long, written by somebody who asks nothing."""
    place = await ground.session.get_one(Place, UUID(site.community))
    shown = state == NoticeState.PUBLISHED
    notice = Notice(
        id=new_id(),
        city_id=place.city_id,
        district_id=place.district_id,
        subdistrict_id=place.subdistrict_id,
        community_id=place.id,
        place_id=place.id,
        category="ordinary",
        state=state,
        public=public,
        asks_confirmation=True,
        begins_at=ground.now,
        expires_at=ground.now + timedelta(days=300),
        made_at=ground.now,
        author_id=UUID(author or site.inhabitant),
        current_number=1 if shown else None,
        published_at=ground.now if shown else None,
    )
    ground.session.add(notice)
    await ground.session.flush()
    ground.session.add_all([_edition(notice, title), _target(notice, place)])
    await ground.session.flush()
    return str(notice.id)


def _edition(notice: Notice, title: str) -> NoticeEdition:
    return NoticeEdition(
        notice_id=notice.id,
        number=1,
        district_id=notice.district_id,
        state=notice.state,
        title=title,
        text="请查看",
        author_id=notice.author_id,
        submitted_by_id=notice.author_id if notice.state == NoticeState.WAITING else None,
        published_at=notice.published_at,
        touched_at=notice.made_at,
    )


def _target(notice: Notice, place: Place) -> NoticeTarget:
    return NoticeTarget(
        notice_id=notice.id,
        target_id=place.id,
        audience=EVERYBODY,
        district_id=notice.district_id,
        scope_column="community_id",
        name=place.name,
        shown=notice.published_at is not None,
        public=notice.public,
        begins_at=notice.begins_at,
        expires_at=notice.expires_at,
        number=notice.current_number,
    )
