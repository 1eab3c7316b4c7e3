"""The inspection forms that come with the system: `forms/<key>.json`."""

import json
from datetime import datetime
from importlib.resources import files

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.features.inspection_forms.public import publish_for_all


def shipped_forms() -> dict[str, FormDefinition]:
    """Key → definition."""
    found = (files("shequ_api.features.patrols") / "forms").iterdir()
    return {
        file.name.removesuffix(".json"): FormDefinition.model_validate(json.loads(file.read_text()))
        for file in sorted(found, key=lambda file: file.name)
    }


async def publish_shipped_forms(session: AsyncSession, now: datetime) -> None:
    """Publish, for all, what is shipped and not the current version yet."""
    for key, definition in shipped_forms().items():
        await publish_for_all(session, key, definition, now=now)
