"""For whom the clock draws up statements."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, func, or_, select

from shequ_api.base.events.models import Job
from shequ_api.blocks.ledger.models import Account, Ledger, Transfer
from shequ_api.features.partner_settlements.models import SettlementCorrection, SettlementStatement
from shequ_api.features.partner_settlements.queries import LONG_AGO, midnight, unlisted
from shequ_api.features.partners.public import Partner, PartnerAgreement
from shequ_api.kit.clock import china_midnight

Rows = Select[*tuple[Any, ...]]


def due_partners(ends: Mapping[str, date], today: date, *, waiting: str) -> Rows:
    """Partners, by id and district, who were paid something in points or in cash, or are to get
    more by a correction, in a period that is over by their agreement and for which they have no
    statement; `ends`: by the kind of period, the day on which the last one ended; `waiting`: by
    which reaction they are drawn up, where that has not happened yet."""
    kind = (
        select(PartnerAgreement.settlement_period)
        .where(
            PartnerAgreement.partner_id == Partner.id,
            PartnerAgreement.signed_at.is_not(None),
            PartnerAgreement.starts_on <= today,
        )
        .order_by(PartnerAgreement.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    ended = case({each: china_midnight(day) for each, day in ends.items()}, value=kind)
    stated = (
        select(func.max(SettlementStatement.ends_on))
        .where(SettlementStatement.partner_id == Partner.id)
        .scalar_subquery()
    )
    stated_at = func.coalesce(midnight(stated), LONG_AGO)
    period = and_(Transfer.at >= stated_at, Transfer.at < ended)
    points, cash = _account(Ledger.POINTS, "partner/"), _account(Ledger.MONEY, "cash/")
    paid = exists().where(Transfer.credit_account_id == points, period, unlisted())
    took = exists().where(Transfer.credit_account_id == cash, period)
    corrected = exists().where(
        SettlementCorrection.partner_id == Partner.id,
        SettlementCorrection.statement_id.is_(None),
        SettlementCorrection.points > 0,
        SettlementCorrection.made_at < ended,
    )
    asked = exists().where(Job.name == waiting, Job.subject_id == Partner.id)
    due = and_(stated_at < ended, or_(paid, took, corrected), ~asked)
    return select(Partner.id, Partner.district_id, Partner.community_id).where(due)


def _account(ledger: Ledger, prefix: str) -> ColumnElement[UUID]:
    """The id of a partner's account, by its key."""
    key = func.concat(prefix, cast(Partner.id, Text))
    found = select(Account.id).where(Account.ledger == ledger, Account.owner_key == key)
    return found.correlate(Partner).scalar_subquery()
