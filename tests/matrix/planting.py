"""Planting a site: one of each kind of thing, with words that give it away, by the services."""

import hashlib
from datetime import date
from uuid import UUID

from sqlalchemy import select

from shequ_api.base.access.roles import Role
from shequ_api.base.files import service as files
from shequ_api.base.files.photos import Photo
from shequ_api.base.files.storage import Storage
from shequ_api.base.people.appointments import appoint
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.residency.models import Belonging
from shequ_api.base.residency.service import claim_residency
from shequ_api.features.check_ins import queries as check_ins
from shequ_api.features.check_ins import service as checking_in
from shequ_api.features.check_ins.schemas import CheckInDraft
from shequ_api.features.codes import service as codes
from shequ_api.features.codes.rules import CodeSigner
from shequ_api.features.inspection_forms.public import sheet_for
from shequ_api.features.patrols.schemas import InspectionDraft
from shequ_api.features.patrols.service.reception import Filling, receive
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_points import donation, fund, rule
from tests.matrix.planting_tickets import ticket
from tests.matrix.sites import Site

BEGAN = date(2026, 1, 1)


async def plant(ground: Ground, site: Site, sheet: str) -> None:
    """All that a site has."""
    session, now = ground.session, ground.now
    dwelling = await session.get_one(Place, UUID(site.dwelling))
    site.posting = await _posting(ground, site)
    claimant = somebody(site.inhabitant)
    claimed = await session.get_one(Place, UUID(site.claimed))
    residency = claim_residency(
        session, claimant, claimed, belonging=Belonging.TENANT, starts_on=BEGAN, now=now
    )
    site.check_in = await check_in(ground, site, UUID(site.worker))
    site.photo = await _photo(ground, site)
    handler = UUID(site.worker)
    site.tickets = {
        "submitted": await ticket(ground, site),
        "accepted": await ticket(ground, site, handler),
        "settled": await ticket(ground, site, handler, handler=handler, settled=True),
    }
    await _code(ground, site)
    site.inspection = await _inspection(ground, site, dwelling, sheet)
    site.rule = await rule(ground, site)
    site.transfer = await fund(ground, site, UUID(site.inhabitant), word(site, "transfer"))
    site.pool = await donation(ground, site)
    await session.flush()
    site.residency = str(residency.id)


async def _posting(ground: Ground, site: Site) -> str:
    """The micro-grid worker's posting; the cast's has one."""
    session = ground.session
    if site.key == "home":
        held = select(Posting.id).where(Posting.person_id == UUID(site.worker))
        return str(await session.scalar(held))
    posting = appoint(
        session,
        None,
        await session.get_one(Person, UUID(site.worker)),
        role=Role.MICRO_GRID_WORKER,
        held_at=await session.get_one(Grid, UUID(site.grid)),
        starts_on=BEGAN,
        now=ground.now,
    )
    await session.flush()
    return str(posting.id)


async def check_in(ground: Ground, site: Site, worker_id: UUID) -> str:
    """A check-in at the site's micro-grid."""
    draft = CheckInDraft.model_validate(
        {
            "grid_id": site.grid,
            "position": {
                "longitude": 104.1,
                "latitude": 30.7,
                "coordinate_system": "WGS-84",
                "accuracy_metres": 10.0,
            },
            "device_at": ground.now,
        }
    )
    spot = await check_ins.grid_spot(ground.session, UUID(site.grid))
    assert spot is not None
    kept, _ = await checking_in.check_in(
        ground.session,
        somebody(worker_id),
        spot,
        draft,
        check_in_id=new_id(),
        code_place_id=None,
        body_hash=b"planted",
        now=ground.now,
    )
    return str(kept.id)


async def _photo(ground: Ground, site: Site) -> str:
    content = ground.photo + site.key.encode()
    digest = hashlib.sha256(content).hexdigest()
    photo = Photo(content, "image/jpeg", 8, 8, digest, digest, None, None)
    await ground.parts.get(Storage).put(digest, content)
    inhabitant = UUID(site.inhabitant)
    return str((await files.keep_photo(ground.session, inhabitant, photo, now=ground.now)).id)


async def _code(ground: Ground, site: Site) -> None:
    signer = ground.parts.get(CodeSigner)
    coded = await ground.session.get_one(Place, UUID(site.coded))
    code, _ = await codes.issue(
        ground.session, somebody(site.worker), coded, signer, now=ground.now
    )
    site.code = str(code.id)
    site.scene = signer.text_of(code.key_version, code.nonce)
    site.closed.add(site.scene)


async def _inspection(ground: Ground, site: Site, dwelling: Place, sheet: str) -> str:
    answers = {"visit_result": "nobody_home", "note": word(site, "answer")}
    draft = InspectionDraft.model_validate(
        {
            "form_version_id": sheet,
            "place_id": site.dwelling,
            "answers": answers,
            "filled_at": ground.now,
        }
    )
    found = await sheet_for(ground.session, UUID(sheet), dwelling)
    filling = Filling(new_id(), draft, b"planted")
    worker = somebody(site.worker)
    made, _ = await receive(ground.session, worker, dwelling, found, filling, now=ground.now)
    return str(made.id)
