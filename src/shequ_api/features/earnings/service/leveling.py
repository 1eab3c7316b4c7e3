"""The levels of cards, where rules ask for them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.card_levels.public import Levels, levels_known
from shequ_api.features.earning_rules.public import CARD_LEVEL, Terms, asks_level, fits_level


class AskedLevels:
    """The levels of those who may earn by rules that ask for one. Of others nothing is known, nor
    asked."""

    def __init__(self, known: Levels) -> None:
        self._known = known

    def let(self, terms: Terms, earner_id: UUID, at: datetime) -> bool:
        """Whether a rule pays to somebody by their level at an instant."""
        if not asks_level(terms):
            return True
        step = self._known.of(earner_id, at)
        return fits_level(terms, step.key if step else None)

    def said(self, terms: Terms, earner_id: UUID, at: datetime) -> dict[str, Any] | None:
        """The level as an earning keeps it, with what the rule asked for; None where it asks for
        none."""
        if not asks_level(terms):
            return None
        step = self._known.of(earner_id, at)
        asked = [str(key) for key in terms.conditions[CARD_LEVEL]]
        return {
            "key": step.key if step else None,
            "title": step.title if step else None,
            "asked": self._known.titles(asked, at),
        }


async def levels_of(
    session: AsyncSession,
    pairs: Iterable[tuple[Terms, UUID]],
    district_id: UUID,
    since: datetime,
) -> AskedLevels:
    """At any instant from one on. Two statements, none where no rule asks."""
    persons = {earner for terms, earner in pairs if asks_level(terms)}
    if not persons:
        return AskedLevels(Levels((), {}))
    return AskedLevels(await levels_known(session, persons, district_id, since))
