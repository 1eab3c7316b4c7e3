"""Inspection forms: one of each community and of two districts, published, with a draft."""

from typing import Any
from uuid import UUID

from shequ_api.base.access.actor import Scope
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.lists import write_list
from shequ_api.blocks.forms.parts import FormChoice
from shequ_api.features.inspection_forms import service
from shequ_api.kit.http.versions import etag_of
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.sites import Site
from tests.matrix.world import World

FORM: dict[str, Any] = {
    "title": "院落排查表",
    "sections": [
        {
            "key": "yard",
            "label": "院落",
            "fields": [{"key": "note", "kind": "text", "label": "备注", "max_length": 100}],
        }
    ],
}
OWNERS = {
    **dict.fromkeys(("home", "near", "far", "abroad", "beyond"), "community_id"),
    "ward": "district_id",
    "county": "district_id",
}


async def plant(ground: Ground, world: World, site: Site) -> None:
    if site.key not in OWNERS:
        return
    column = OWNERS[site.key]
    scope = Scope(column, UUID(site.of(column.removesuffix("_id"))))
    drafter = world.people["community_worker"]
    actor, key = somebody(drafter, scope), f"{site.key}_form"

    async def draft(title: str) -> Any:
        form = await service.own_form(ground.session, actor, key)
        definition = FormDefinition.model_validate(FORM | {"title": title})
        made = await service.draft_form(
            ground.session, actor, form, key=key, definition=definition, now=ground.now
        )
        await ground.session.flush()
        return made

    published = await draft(word(site, "form"))
    form = await service.own_form(ground.session, actor, key)
    assert form is not None
    service.publish_form(form, published, now=ground.now)
    await ground.session.flush()
    pending = await draft(word(site, "draft"))
    await write_list(
        ground.session,
        key=key,
        number=1,
        owner_id=scope.id,
        title=word(site, "choice_list"),
        choices=[FormChoice(key="yes", label="是")],
        written_by_id=actor.person_id,
        now=ground.now,
    )
    site.things |= {"form_version": str(published.id), "form": key}
    world.facts[f"etag:{key}"] = etag_of(service.draft_mark(pending))
