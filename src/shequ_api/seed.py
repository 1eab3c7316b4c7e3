"""What a new installation starts with: official divisions, days off, categories, forms, rules."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from shequ_api.base.audit.writing import note_command
from shequ_api.base.calendar.service import keep_calendar
from shequ_api.base.places.divisions import import_divisions, known_divisions, read_divisions
from shequ_api.base.privacy.seed import seed_policies
from shequ_api.features.assets.seed import seed_asset_kinds
from shequ_api.features.earning_rules.seed import seed_rules
from shequ_api.features.patrols.seed import publish_shipped_forms
from shequ_api.features.tickets.seed import seed_services
from shequ_api.features.visit_purposes.seed import seed_purposes
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts

DIVISIONS = Path(__file__).parent / "base" / "places" / "data" / "chengdu_divisions.csv"


async def seed(parts: Parts, now: datetime) -> None:
    """Enter what lacks; running it again changes nothing."""
    async with parts.get(Database).sessions() as session, session.begin():
        await session.execute(text("SET LOCAL statement_timeout = '60s'"))
        divisions = read_divisions(DIVISIONS, await known_divisions(session))
        await import_divisions(session, divisions)
        note_command(session, "seed", now=now)
        await keep_calendar(session, now)
        await seed_policies(session, now)
        await seed_services(session)
        await seed_asset_kinds(session)
        await publish_shipped_forms(session, now)
        await seed_purposes(session)
        await seed_rules(session, now)
