"""In each community applications in all states, with a certificate; for everybody some of their
own, drafts too."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.models import Place
from shequ_api.features.service_applications.models import ServiceApplication
from shequ_api.features.service_applications.photos import Applicant, Handed
from shequ_api.features.service_applications.service import filing
from shequ_api.features.service_certificates.models import ServiceCertificate
from shequ_api.features.service_desk import service as handling
from shequ_api.features.service_drafts import service as drafts
from shequ_api.features.service_drafts.models import ServiceDraft
from shequ_api.features.service_drafts.schemas import ServiceDraftContent
from shequ_api.features.services import service as services
from shequ_api.features.services.public import OfferedService, ServiceGuide, edition_of
from shequ_api.kit.ids import new_id
from tests.features.services.hall import guide
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_services import SITES
from tests.matrix.roles import GRADED, KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

TOMORROW = timedelta(days=1)
PAPER = {
    "key": "paper",
    "title": "照片",
    "note": None,
    "required": False,
    "most_files": 1,
    "told_by": None,
    "reuse_days": None,
}
ASKED: dict[str, Any] = {
    "title": "居住证明",
    "eligibility": [],
    "materials": [PAPER],
    "identity_level": 1,
    "one_at_a_time": False,
    "channels": ["online", "door", "counter"],
}


async def _offered(ground: Ground, site: Site) -> OfferedService:
    office = somebody(site.worker, Scope("community_id", UUID(site.community)))
    place = await ground.session.get_one(Place, UUID(site.community))
    asked = ServiceGuide.model_validate(guide(**ASKED))
    item = await services.write_service(ground.session, office, place, asked, now=ground.now)
    await services.publish_service(ground.session, office, item, now=ground.now)
    site.things["hall_service"] = str(item.id)
    found = await edition_of(ground.session, item.id, 1)
    assert found is not None
    return found


async def _applied(
    ground: Ground, site: Site, who: str, said: str, **more: Any
) -> ServiceApplication:
    """An application that somebody handed in."""
    found = await edition_of(ground.session, UUID(site.things["hall_service"]), 1)
    assert found is not None
    photo = site.of("photo")
    photos = [Handed("paper", UUID(photo), ground.now)] if photo else []
    what: dict[str, Any] = {
        "application_id": new_id(),
        "offered": found,
        "place": await ground.session.get_one(Place, UUID(site.community)),
        "applicant": Applicant(UUID(who), None),
        "owner_id": UUID(who),
        "filed_by_id": None,
        "channel": "online",
        "answers": {"bank": said},
        "photos": photos,
        "told": [],
        "note": None,
    }
    now = ground.now
    made = filing.Filing(**what | more)
    return await filing.file_application(ground.session, somebody(who), made, now=now)


async def _accepted(ground: Ground, made: ServiceApplication, by: str) -> ServiceApplication:
    session, now = ground.session, ground.now
    return await handling.accept(session, somebody(by), made, note=None, now=now)


async def _due(ground: Ground, made: ServiceApplication, by: str) -> str:
    """One of which the promise is over tomorrow, in nobody's hands: the office may be anybody."""
    accepted = await _accepted(ground, made, by)
    accepted.due_at, accepted.handler_id = ground.now + TOMORROW, None
    return str(accepted.id)


async def _granted(ground: Ground, made: ServiceApplication, by: str, said: str) -> str:
    await _accepted(ground, made, by)
    done = await handling.grant(
        ground.session, somebody(by), made, note=None, certified=said, now=ground.now
    )
    return str(done.certificate_id)


async def _returned(ground: Ground, made: ServiceApplication, by: str) -> str:
    await handling.return_for_more(
        ground.session, somebody(by), made, materials=[], reason="请补正", now=ground.now
    )
    return str(made.id)


async def _draft(ground: Ground, site: Site, who: str, said: str) -> str:
    content = ServiceDraftContent.model_validate(
        {
            "service_id": site.things["hall_service"],
            "edition": 1,
            "place_id": site.community,
            "organisation_id": None,
            "answers": {"bank": said},
            "materials": [],
        }
    )
    actor = somebody(who)
    saved = await drafts.save(ground.session, actor, None, new_id(), content, now=ground.now)
    return str(saved.id)


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key not in SITES:
        return
    await _offered(ground, site)
    who, office = site.inhabitant, site.worker
    said = word(site, "application")
    waiting = await _applied(ground, site, who, said)
    due = [await _due(ground, await _applied(ground, site, who, said), office) for _ in range(2)]
    certificate = await _granted(
        ground, await _applied(ground, site, who, said), office, word(site, "certificate")
    )
    handled = await _applied(ground, site, who, said)
    handled.handler_id, handled.filed_by_id = UUID(office), UUID(office)
    handled.channel = "door"
    found = await ground.session.get_one(ServiceCertificate, UUID(certificate))
    site.things |= {
        "service_application": str(waiting.id),
        "accepted_application": due[0],
        "handled_application": str(handled.id),
        "returned_application": await _returned(
            ground, await _applied(ground, site, who, said), office
        ),
        "service_certificate": certificate,
        "service_certificate_number": found.number,
        "service_certificate_code": found.code,
        "application_draft": await _draft(ground, site, who, said),
    }
    await ground.session.flush()


async def _for_elders(ground: Ground, world: World) -> None:
    """What those for whom somebody acts have at home."""
    home = world.sites["home"]
    for role in KNOWN:
        elder, said = world.own[f"elder:{role}"], f"{role}为长辈申请"
        granted = await _applied(ground, home, elder, said)
        world.own |= {
            f"elders_draft:{role}": await _draft(ground, home, elder, said),
            f"elders_application:{role}": str((await _applied(ground, home, elder, said)).id),
            f"elders_returned:{role}": await _returned(
                ground, await _applied(ground, home, elder, said), home.worker
            ),
            f"elders_certificate:{role}": await _granted(ground, granted, home.worker, said),
        }


async def own_things(ground: Ground, world: World) -> None:
    home = world.sites["home"]
    await _for_elders(ground, world)
    for role in (*KNOWN, *GRADED):
        who = world.people[role]
        said = f"{role}的申请"
        await _applied(ground, home, who, said)
        await _draft(ground, home, who, said)
        await _granted(ground, await _applied(ground, home, who, said), home.worker, said)
        certificate = await _granted(
            ground, await _applied(ground, home, who, said), home.worker, said
        )
        for _ in range(2):
            at_door = {"filed_by_id": UUID(who), "channel": "door"}
            filed = await _applied(ground, home, home.inhabitant, said, **at_door)
            filed.handler_id = UUID(who)
        returned = await _returned(ground, await _applied(ground, home, who, said), home.worker)
        assisted = await _draft(ground, home, who, said)
        row = await ground.session.get_one(ServiceDraft, UUID(assisted))
        row.channel, row.applicant_id = "door", UUID(home.of("settled"))
        world.own |= {
            f"service_application:{role}": str((await _applied(ground, home, who, said)).id),
            f"filed_application:{role}": str(filed.id),
            f"returned_application:{role}": returned,
            f"service_certificate:{role}": certificate,
            f"application_draft:{role}": await _draft(ground, home, who, said),
            f"assisted_draft:{role}": assisted,
        }
    await ground.session.flush()
