"""Inspection forms: one of each of three communities and of two districts."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shequ_api.base.access.actor import Scope
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.features.inspection_forms import service
from shequ_api.kit.http.versions import etag_of
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody
from tests.matrix.sites import Site

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


@dataclass(frozen=True, slots=True)
class SeededForm:
    """A form with a published version and a draft; `etag` is the draft's."""

    key: str
    version: str
    etag: str


async def seeded_forms(ground: Ground, sites: dict[str, Site]) -> dict[str, SeededForm]:
    """By owner. What is drafted now says its owner's name, which nobody else reads."""
    owners = {key: ("community_id", sites[key].community) for key in ("home", "far", "abroad")}
    owners["district"] = ("district_id", sites["home"].district)
    owners["next_district"] = ("district_id", sites["abroad"].district)
    made = {
        owner: await _form(ground, sites["home"].worker, owner, Scope(column, UUID(place_id)))
        for owner, (column, place_id) in owners.items()
    }
    return made | {"nowhere": SeededForm("nobodys_form", str(new_id()), etag_of(1))}


async def _form(ground: Ground, drafter: str, owner: str, scope: Scope) -> SeededForm:
    actor, key = somebody(drafter, scope), f"{owner}_form"

    async def draft(title: str) -> Any:
        form = await service.own_form(ground.session, actor, key)
        definition = FormDefinition.model_validate(FORM | {"title": title})
        made = await service.draft_form(
            ground.session, actor, form, key=key, definition=definition, now=ground.now
        )
        await ground.session.flush()
        return made

    published = await draft(f"canary-{owner}-published")
    form = await service.own_form(ground.session, actor, key)
    assert form is not None
    service.publish_form(form, published, now=ground.now)
    await ground.session.flush()
    pending = await draft(f"canary-{owner}-draft")
    return SeededForm(key, str(published.id), etag_of(service.draft_mark(pending)))
