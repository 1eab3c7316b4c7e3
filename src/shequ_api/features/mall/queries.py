"""Reads of goods, their editions and stocks; and the statement that takes."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    any_,
    exists,
    false,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.features.content_checks.public import ContentState, state_of
from shequ_api.features.mall.models import EditionPhoto, Goods, GoodsEdition, StockMove
from shequ_api.features.mall.permissions import MallPermission
from shequ_api.features.mall.rules import GoodsEditionState, GoodsState
from shequ_api.features.partners.public import Partner, trading
from shequ_api.kit.clock import china_date
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
CHECKED_AS = "mall_edition"
"""The kind of content that an edition is to those who check it."""
_SHELVED = and_(GoodsEdition.goods_id == Goods.id, GoodsEdition.number == Goods.edition_number)
_PROMISED = (
    *(GoodsEdition.title, GoodsEdition.description, GoodsEdition.category),
    *(GoodsEdition.price_points, GoodsEdition.price_fen, GoodsEdition.limit_total),
    *(GoodsEdition.limit_day, GoodsEdition.limit_month, GoodsEdition.sale_from),
    *(GoodsEdition.sale_until, GoodsEdition.weekdays, GoodsEdition.month_days),
    *(GoodsEdition.shelf, GoodsEdition.residents_only, GoodsEdition.min_level),
    *(GoodsEdition.least_level, GoodsEdition.least_level_title),
    *(GoodsEdition.pick_up_place, GoodsEdition.pick_up_hours, GoodsEdition.pick_up_days),
)
_STANDING = (
    *(Goods.id, Goods.partner_id, Goods.organisation_id, Goods.kind, Goods.state),
    *(Goods.stock_left, Goods.taken, Goods.offered_at, Goods.shelved_at),
    *(Goods.taken_down_at, Goods.taken_down_by, Goods.taken_down_reason),
)


def _trades(on: date) -> ColumnElement[bool]:
    return exists().where(Partner.id == Goods.partner_id, trading(on))


def _passed() -> ColumnElement[bool]:
    return state_of(CHECKED_AS, GoodsEdition.id) == ContentState.PASS


def stock_taken(
    goods_id: UUID, edition_number: int, quantity: int, now: datetime
) -> ReturningUpdate[tuple[UUID]]:
    """Take off the stock, where there is enough, as it was looked at: the id, or nothing."""
    enough = or_(Goods.stock_left.is_(None), Goods.stock_left >= quantity)
    as_seen = Goods.edition_number == edition_number
    standing = (Goods.id == goods_id, Goods.state == GoodsState.ON_SHELF, as_seen, enough)
    off = update(Goods).where(*standing, _trades(china_date(now)))
    values = {"stock_left": Goods.stock_left - quantity, "taken": Goods.taken + quantity}
    return off.values(values).returning(Goods.id)


def for_sale(goods_id: UUID, now: datetime) -> Rows:
    """Goods with the edition that was approved last, and whether they stand on the shelf."""
    standing = and_(Goods.state == GoodsState.ON_SHELF, _trades(china_date(now)), _passed())
    scopes = (Goods.city_id, Goods.district_id, Goods.subdistrict_id, Goods.community_id)
    return (
        select(
            *(Goods.id, Goods.partner_id, Goods.organisation_id, Goods.kind, *scopes),
            GoodsEdition.id.label("edition_id"),
            GoodsEdition.number.label("edition_number"),
            *_PROMISED,
            standing.label("on_shelf"),
        )
        .join(GoodsEdition, _SHELVED)
        .where(Goods.id == goods_id)
    )


def open_at(now: datetime) -> ColumnElement[bool]:
    """Editions that are sold at an instant, as `rules.is_open` says."""
    today = china_date(now)
    every_day = and_(GoodsEdition.weekdays.is_(None), GoodsEdition.month_days.is_(None))
    return and_(
        or_(GoodsEdition.sale_from.is_(None), GoodsEdition.sale_from <= now),
        or_(GoodsEdition.sale_until.is_(None), GoodsEdition.sale_until > now),
        or_(
            every_day,
            literal(today.isoweekday()) == any_(GoodsEdition.weekdays),
            literal(today.day) == any_(GoodsEdition.month_days),
        ),
    )


def has_some() -> ColumnElement[bool]:
    """Goods that are not sold out."""
    return or_(Goods.stock_left.is_(None), Goods.stock_left > 0)


def on_shelves(now: datetime, *conditions: ColumnElement[bool]) -> Rows:
    """What stands on shelves now, sold out or not, as everybody may see it."""
    return (
        select(
            *(Goods.id, Goods.kind, Goods.stock_left, Goods.shelved_at, Goods.partner_id),
            GoodsEdition.id.label("edition_id"),
            GoodsEdition.number.label("edition_number"),
            *_PROMISED,
            Partner.name.label("partner_name"),
            Partner.address.label("partner_address"),
        )
        .join(GoodsEdition, _SHELVED)
        .join(Partner, Partner.id == Goods.partner_id)
        .where(Goods.state == GoodsState.ON_SHELF, *conditions)
        .where(trading(china_date(now)), _passed())
    )


def of_stall(actor: Actor) -> ColumnElement[bool]:
    """The goods of the partner for which the actor stands in this request."""
    organisation_id = actor.acting.organisation_id if actor.acting else None
    if organisation_id is None or not actor.may(MallPermission.OFFER):
        return false()
    return Goods.organisation_id == organisation_id


def in_my_view(actor: Actor) -> ColumnElement[bool]:
    """Goods of the scope, for those who oversee them; for a partner's people, their own."""
    return in_view(actor, Goods, MallPermission.OVERSEE, of_stall(actor))


def is_waiting() -> ColumnElement[bool]:
    """Goods of which an edition waits for the community's word."""
    waiting = aliased(GoodsEdition)
    waits = (waiting.goods_id == Goods.id, waiting.state == GoodsEditionState.IN_REVIEW)
    return select(waiting.id).where(*waits).correlate(Goods).exists()


@built_once
def goods_lines() -> Rows:
    """Goods with the title of the edition that was written last, and what is sold of them."""
    newest = and_(GoodsEdition.goods_id == Goods.id, GoodsEdition.number == Goods.editions)
    return (
        select(
            *_STANDING,
            Goods.edition_number,
            *(GoodsEdition.title, GoodsEdition.price_points, GoodsEdition.price_fen),
            GoodsEdition.state.label("newest_state"),
            Partner.name.label("partner_name"),
        )
        .join(GoodsEdition, newest)
        .join(Partner, Partner.id == Goods.partner_id)
    )


def edition_lines(goods_id: UUID) -> Rows:
    """All editions of goods, with what came of checking and reviewing them."""
    return select(
        *(GoodsEdition.id, GoodsEdition.number, GoodsEdition.state, GoodsEdition.written_at),
        *(GoodsEdition.reviewed_at, GoodsEdition.review_reason),
        *_PROMISED,
        state_of(CHECKED_AS, GoodsEdition.id).label("check"),
    ).where(GoodsEdition.goods_id == goods_id)


def photos_of(edition_ids: Collection[UUID]) -> Rows:
    """The photos of editions, in their order."""
    return (
        select(EditionPhoto.edition_id, *File.__table__.columns)
        .join(File, File.id == EditionPhoto.file_id)
        .where(EditionPhoto.edition_id.in_(edition_ids), File.erased_at.is_(None))
        .order_by(EditionPhoto.edition_id, EditionPhoto.position)
    )


def shown_before(goods_id: UUID, file_ids: Collection[UUID]) -> Select[UUID]:
    """Which of these photos an edition of the goods has already."""
    return (
        select(EditionPhoto.file_id)
        .join(EditionPhoto.edition)
        .where(GoodsEdition.goods_id == goods_id, EditionPhoto.file_id.in_(file_ids))
        .distinct()
    )


def edition_in_review(goods_id: UUID) -> Select[GoodsEdition]:
    """The edition that waits for the community's word."""
    waits = (GoodsEdition.goods_id == goods_id, GoodsEdition.state == GoodsEditionState.IN_REVIEW)
    return select(GoodsEdition).where(*waits)


def check_of(edition_id: UUID) -> Select[str]:
    """What came of checking an edition."""
    return select(state_of(CHECKED_AS, edition_id))


def stock_moves(goods_id: UUID) -> Rows:
    """How the stock of goods was counted up and down, and by whom."""
    return (
        select(
            *(StockMove.id, StockMove.change, StockMove.stock_left, StockMove.reason),
            StockMove.moved_at,
            Person.name.label("moved_by"),
        )
        .join(Person, Person.id == StockMove.moved_by_id)
        .where(StockMove.goods_id == goods_id)
    )
