"""Keyed facts as they are shown."""

from shequ_api.base.register.catalogue import CATALOGUE
from shequ_api.base.register.models import RegisterFact
from shequ_api.features.register_upkeep.schemas import FactView


def shown_fact(fact: RegisterFact) -> FactView:
    """A keyed fact, without its value where that is sensitive."""
    kind = CATALOGUE[fact.key]
    return FactView(
        id=fact.id,
        key=fact.key,
        title=kind.title,
        entry_id=fact.entry_id,
        premises_id=fact.premises_id,
        value=None if kind.sensitive else fact.value,
        sensitive=kind.sensitive,
        source=fact.source,
        verified_at=fact.verified_at,
        stale_on=fact.stale_on,
    )
