"""Reads of catalogues."""

from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.five_codes.models import Catalogue, CatalogueEdition
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def published_over(place: Any) -> ScalarSelect[Any]:
    """What is published over a place, from its district to its community, as one JSON list: a
    column of whatever statement finds the place."""
    above = (place.district_id, place.subdistrict_id, place.community_id)
    nearest_last = aggregate_order_by(Catalogue.published, Catalogue.layer)
    return (
        select(func.jsonb_agg(nearest_last))
        .where(Catalogue.place_id.in_(above), Catalogue.published.is_not(None))
        .scalar_subquery()
    )


def layers_over(place: Place, *, below: int) -> Select[Any]:
    """What is published over a place by those above a layer, the nearest last."""
    above = [place.district_id, place.subdistrict_id, place.community_id]
    return (
        select(Catalogue.published)
        .where(Catalogue.place_id.in_([each for each in above if each is not None]))
        .where(Catalogue.published.is_not(None), Catalogue.layer < below)
        .order_by(Catalogue.layer)
    )


@built_once
def catalogue_lines() -> Rows:
    """Catalogues with the names of their places."""
    return select(
        Catalogue.place_id,
        Place.name.label("place_name"),
        Place.kind.label("place_kind"),
        Catalogue.version,
        Catalogue.edition,
        Catalogue.draft.is_distinct_from(Catalogue.published).label("changed"),
        Catalogue.drafted_at,
        Catalogue.published_at,
    ).join(Place, Place.id == Catalogue.place_id)


def edition_lines(catalogue_id: UUID) -> Rows:
    """What was published, and by whom."""
    return (
        select(
            CatalogueEdition.id,
            CatalogueEdition.number,
            CatalogueEdition.published_at,
            CatalogueEdition.content,
            Person.name,
        )
        .join(Person, Person.id == CatalogueEdition.published_by_id)
        .where(CatalogueEdition.catalogue_id == catalogue_id)
    )
