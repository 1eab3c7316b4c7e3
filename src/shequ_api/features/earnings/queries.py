"""Reads of facts that were judged, and of what was earned."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, distinct, exists, func, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger.models import Account, Transfer
from shequ_api.features.earning_records.public import Earning, EarningFact, EarningReversal
from shequ_api.features.earning_rules.public import TRIGGERS, CapPer, EarningRule, since
from shequ_api.features.points.public import PointsCard, from_kept
from shequ_api.features.points_clawback.public import PointsDebt, debts_paid_by

Rows = Select[*tuple[Any, ...]]


def facts_approved(
    approvers: Collection[UUID], earners: Collection[UUID], district_id: UUID, begins: datetime
) -> ColumnElement[bool]:
    """Whether any of some accounts let a fact pass by which others were paid since an instant."""
    told = {str(each) for each in approvers}
    fields = {trigger.approver for trigger in TRIGGERS.values()}
    return (
        select(Earning.id)
        .join(PointsCard, PointsCard.id == Earning.card_id)
        .join(EarningFact, EarningFact.id == Earning.fact_id)
        .where(
            PointsCard.person_id.in_(earners),
            PointsCard.district_id == district_id,
            Earning.transfer_id.is_not(None),
            Earning.earned_at >= begins,
            or_(*(EarningFact.fields[name].astext.in_(told) for name in sorted(fields))),
        )
        .exists()
    )


def _left() -> ColumnElement[int]:
    """Of an earning that was taken back: what its earner has had of it all the same."""
    owed = func.coalesce(PointsDebt.owed_points, 0)
    return Earning.points - EarningReversal.taken_points - owed


def _counted() -> ColumnElement[int]:
    return case((EarningReversal.earning_id.is_(None), Earning.due_points), else_=_left())


def _kept_back() -> ColumnElement[int]:
    kept_back = and_(EarningReversal.earning_id.is_(None), Earning.shadow.is_(False))
    return case((kept_back, Earning.due_points - Earning.points), else_=0)


def unpaid(per: CapPer) -> str:
    """The column of what budgets kept back in a period."""
    return f"{per.value}_unpaid"


def left_before(subject_id: UUID, round_: int, cards: Collection[UUID]) -> Select[UUID, int]:
    """By card: what earlier rounds of a subject left there, though they were taken back."""
    return (
        select(Earning.card_id, func.sum(_left()).label("points"))
        .join(EarningReversal, EarningReversal.earning_id == Earning.id)
        .outerjoin(PointsDebt, PointsDebt.earning_id == Earning.id)
        .where(Earning.subject_id == subject_id, Earning.round < round_, Earning.card_id.in_(cards))
        .group_by(Earning.card_id)
    )


def tallies(
    cards: Collection[UUID], rules: Collection[EarningRule], day: date
) -> Select[*tuple[Any, ...]]:
    """By card and series (all versions): what counts against the rules' caps, a column for each
    period, and how much of it budgets kept back, another (`unpaid`). What was taken back or is owed
    counts no more, what was forgiven does; of a series that was a shadow, what it would have paid
    counts for the shadow, and not once it is one no longer."""
    wanted = {CapPer(cap["per"]) for rule in rules for cap in rule.caps}
    begins = {per: since(per, day) for per in wanted}
    sums = [
        func.coalesce(
            func.sum(points).filter(
                *(() if begins[per] is None else (Earning.earned_on >= begins[per],))
            ),
            0,
        ).label(name)
        for per in sorted(wanted)
        for name, points in ((per.value, _counted()), (unpaid(per), _kept_back()))
    ]
    of_rules = [
        and_(
            Earning.series_id.in_([r.series_id for r in rules if r.shadow is shadow]),
            Earning.shadow.is_(shadow),
        )
        for shadow in {rule.shadow for rule in rules}
    ]
    found = (
        select(Earning.card_id, Earning.series_id, *sums)
        .outerjoin(EarningReversal, EarningReversal.earning_id == Earning.id)
        .outerjoin(PointsDebt, PointsDebt.earning_id == EarningReversal.earning_id)
        .where(Earning.card_id.in_(cards), or_(*of_rules))
        .group_by(Earning.card_id, Earning.series_id)
    )
    firsts = [begin for begin in begins.values() if begin is not None]
    return found if len(firsts) < len(begins) else found.where(Earning.earned_on >= min(firsts))


def locked_cards_of(persons: Collection[UUID], district_id: UUID) -> Select[PointsCard]:
    """The cards of persons in a district, locked in the order of their ids."""
    rows = select(PointsCard).where(
        PointsCard.person_id.in_(persons), PointsCard.district_id == district_id
    )
    # FOR NO KEY UPDATE: rows that refer to a card are still written beside it.
    fresh = rows.order_by(PointsCard.id).execution_options(populate_existing=True)
    return fresh.with_for_update(key_share=True)


def told_of(subject_id: UUID, round_: int, cards: Collection[UUID]) -> Select[UUID, UUID]:
    """What was said already to a fact's subject in a round: series and card."""
    said = select(Earning.series_id, Earning.card_id)
    this = Earning.subject_id == subject_id, Earning.round == round_
    return said.where(*this, Earning.card_id.in_(cards))


def to_take_back(subject_id: UUID, round_: int) -> Select[Earning]:
    """What a subject earned in a round (or counts against caps for it) and has not been taken back,
    in the order of the cards."""
    return (
        select(Earning)
        .outerjoin(EarningReversal, EarningReversal.earning_id == Earning.id)
        .where(
            Earning.subject_id == subject_id,
            Earning.round == round_,
            Earning.due_points > 0,
            EarningReversal.earning_id.is_(None),
        )
        .order_by(Earning.card_id, Earning.id)
    )


def not_taken_back(subject_id: UUID, before: int) -> ColumnElement[bool]:
    """Whether something that a subject earned in earlier rounds was not taken back."""
    taken = select(EarningReversal.earning_id).where(EarningReversal.earning_id == Earning.id)
    return exists().where(
        Earning.subject_id == subject_id,
        Earning.round < before,
        Earning.due_points > 0,
        ~taken.exists(),
    )


def facts_about(subject_id: UUID, kind: str | None) -> Select[EarningFact]:
    """What was judged about a thing (of a kind), the latest first: a handful."""
    kept = select(EarningFact).where(EarningFact.subject_id == subject_id)
    if kind is not None:
        kept = kept.where(EarningFact.fact == kind)
    return kept.order_by(EarningFact.judged_at.desc(), EarningFact.id.desc()).limit(20)


def earnings_of(fact: EarningFact, person_id: UUID) -> Select[Earning]:
    """What rules said to a fact about a person's cards, those of accounts that were merged into
    theirs among them; shadows left out."""
    became = or_(Person.id == person_id, Person.merged_into_id == person_id)
    accounts = select(Person.id).where(became)
    mine = select(PointsCard.id).where(PointsCard.person_id.in_(accounts))
    said = select(Earning).where(
        Earning.subject_id == fact.subject_id,
        Earning.fact_id == fact.id,
        Earning.card_id.in_(mine),
        Earning.shadow.is_(False),
    )
    return said.order_by(Earning.id)


def taken_back(earnings: Collection[UUID]) -> Rows:
    """What became of earnings that were taken back: the debt of each, too, if it is one."""
    return (
        select(
            EarningReversal.earning_id,
            EarningReversal.taken_points,
            EarningReversal.owed_points,
            PointsDebt.owed_points.label("debt_points"),
            PointsDebt.left_points,
        )
        .outerjoin(PointsDebt, PointsDebt.earning_id == EarningReversal.earning_id)
        .where(EarningReversal.earning_id.in_(earnings))
    )


def earning_behind(transfer_id: UUID, person_id: UUID) -> Select[Earning]:
    """What led to a movement on a person's card: it was earned, taken back (from this card, or on
    the way from it to one that was merged away), or went into a debt."""
    moved = aliased(Transfer)
    began = func.left(moved.key, -len(from_kept("")))
    onward = select(Transfer.id).join(moved, and_(Transfer.key == began, moved.id == transfer_id))
    back = or_(
        EarningReversal.transfer_id == transfer_id,
        EarningReversal.transfer_id.in_(onward.where(moved.key.endswith(from_kept("")))),
    )
    taken = select(EarningReversal.earning_id).where(back)
    paid = debts_paid_by(transfer_id)
    became = or_(Person.id == person_id, Person.merged_into_id == person_id)
    accounts = select(Person.id).where(became)
    mine = select(PointsCard.id).where(PointsCard.person_id.in_(accounts))
    led = or_(Earning.transfer_id == transfer_id, Earning.id.in_(taken), Earning.id.in_(paid))
    return select(Earning).where(led, Earning.card_id.in_(mine))


def movement_of(transfer_id: UUID, person_id: UUID) -> Rows:
    """A movement on a card of a person's, or of an account that was merged into theirs, as it
    reads there; of both sides, where both are, the present card's."""
    accounts = select(Person.id).where(
        or_(Person.id == person_id, Person.merged_into_id == person_id)
    )
    credit, debit = Transfer.credit_account_id, Transfer.debit_account_id
    came = credit == PointsCard.account_id
    other = Account.id == case((came, debit), else_=credit)
    return (
        select(
            *(Transfer.at, Transfer.reason, Transfer.reference_kind, Transfer.reference_id),
            case((came, Transfer.amount), else_=-Transfer.amount).label("change"),
            Transfer.reverses_id.is_not(None).label("back"),
            func.split_part(Account.owner_key, "/", 1).label("side"),
        )
        .join(PointsCard, PointsCard.account_id.in_((credit, debit)))
        .join(Account, other)
        .where(Transfer.id == transfer_id, PointsCard.person_id.in_(accounts))
        .order_by((PointsCard.person_id == person_id).desc(), came.desc())
        .limit(1)
    )


def _scope_of(rule: EarningRule, model: type[EarningFact] | type[Earning]) -> ColumnElement[bool]:
    """What lies where a rule of a community, or of a whole district, holds."""
    if rule.community_id is not None:
        return model.community_id == rule.community_id
    return model.district_id == rule.district_id


def facts_between(rule: EarningRule, begin: datetime, end: datetime) -> Select[EarningFact]:
    """Facts of a rule's kind where it holds, in the order in which they were judged."""
    kept = select(EarningFact).where(
        _scope_of(rule, EarningFact),
        EarningFact.fact == rule.fact,
        EarningFact.judged_at >= begin,
        EarningFact.judged_at < end,
    )
    return kept.order_by(EarningFact.judged_at, EarningFact.id)


def paid_between(rule: EarningRule, first: date, last: date) -> Rows:
    """What was really paid for facts of a rule's kind where it holds, by day."""
    of_kind = select(EarningRule.id).where(EarningRule.fact == rule.fact)
    return (
        select(Earning.earned_on, func.sum(Earning.points).label("points"))
        .where(
            _scope_of(rule, Earning),
            Earning.rule_id.in_(of_kind),
            Earning.earned_on.between(first, last),
        )
        .group_by(Earning.earned_on)
    )


def shadow_days(series_id: UUID, first: date) -> Rows:
    """What a rule on trial would have paid, by day, the latest first."""
    versions = select(EarningRule.id).where(EarningRule.series_id == series_id)
    return (
        select(
            Earning.earned_on.label("on"),
            func.count().label("facts"),
            func.count(distinct(Earning.card_id)).label("persons"),
            func.sum(Earning.due_points).label("points"),
        )
        .where(Earning.rule_id.in_(versions), Earning.shadow, Earning.earned_on >= first)
        .group_by(Earning.earned_on)
        .order_by(Earning.earned_on.desc())
    )
