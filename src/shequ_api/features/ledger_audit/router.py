"""The ledgers, to audit."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.proof_models import Proof
from shequ_api.blocks.ledger.proofs import latest_proof
from shequ_api.blocks.ledger.queries import balance_as_of, history
from shequ_api.blocks.ledger.reporting import reconciled, stood_before
from shequ_api.features.ledger_audit import queries
from shequ_api.features.ledger_audit.permissions import LedgerAuditPermission
from shequ_api.features.ledger_audit.rules import LONGEST_DAYS
from shequ_api.features.ledger_audit.schemas import (
    LedgerAccountLine,
    LedgerAccountStanding,
    LedgerProofSummary,
    LedgerProofView,
    LedgerReconciliation,
    LedgerStatementLine,
    TrialBalance,
)
from shequ_api.features.ledger_audit.showing import (
    account_line,
    balance_lines,
    reconciliation,
    statement_lines,
    summary,
    trial_balance,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed, NotNow
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.schema import Instant

router = Router(tags=["ledger_audit"])
Reader = Annotated[Actor, Depends(may(LedgerAuditPermission.VIEW))]
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 30)
FirstDay = Annotated[
    date, Query(alias="from", ge=EARLIEST, le=LATEST, description="The first day, in China")
]
OfLedger = Annotated[Ledger, Query(description="Points, money in fen, or volunteer minutes")]
AnyLedger = Annotated[Ledger | None, Query(description="All of them without")]
LastDay = Annotated[date, Query(alias="to", ge=EARLIEST, le=LATEST, description="It counts")]
Since = Annotated[
    date | None, Query(alias="from", ge=EARLIEST, le=LATEST, description="From this day on")
]
Until = Annotated[
    date | None, Query(alias="to", ge=EARLIEST, le=LATEST, description="Up to this day, it counts")
]
AsOf = Annotated[Instant | None, Query(description="Up to this instant, it counts; now without")]
TICK = timedelta(microseconds=1)


class PeriodUnfit(Malformed):
    code, title = "period_unfit", f"结束日期不能早于开始日期，且不超过 {LONGEST_DAYS} 天"


class PeriodNotProven(NotNow):
    """Facts: `proven_until`, the last day that is."""

    code, title = "period_not_proven", "这段时间还没有完成每日验证"


class NotYet(Malformed):
    code, title = "instant_not_yet", "不能查询将来的余额"


async def account_by_id(account_id: UUID, actor: AnyActor, session: Session) -> Account:
    """An account of a district in the actor's scope."""
    account: Account | None = await session.scalar(queries.account_in_scope(actor, account_id))
    if account is None:
        raise Absent
    return account


TheAccount = Annotated[Account, Depends(account_by_id)]


@router.get("/ledger/proofs")
async def list_ledger_proofs(
    _: Reader, session: Session, paging: ThePaging
) -> Page[LedgerProofSummary]:
    """账本验证列表: The nightly proofs of all ledgers, newest first."""
    rows, cursor = await page_of(session, queries.proofs(), [Proof.made_at, Proof.id], paging)
    return Page(items=[summary(row) for row in rows], next_cursor=cursor)


@router.get("/ledger/proofs/{proof_id}")
async def get_ledger_proof(proof_id: UUID, actor: Reader, session: Session) -> LedgerProofView:
    """账本验证详情: One proof, with the trial balance of the districts in my scope."""
    proof = await session.get(Proof, proof_id)
    if proof is None:
        raise Absent
    lines = await session.scalars(queries.proof_lines(proof, actor))
    return LedgerProofView(
        **summary(vars(proof)).model_dump(),
        lines=balance_lines(lines.all()),
    )


@router.get("/ledger/trial-balance")
async def get_trial_balance(
    actor: Reader, session: Session, now: Now, as_of: AsOf = None
) -> TrialBalance:
    """试算平衡表: What all accounts in my scope have by kind, now or at any instant; each ledger of
    a district sums to 0."""
    if as_of is None:
        rows = await session.execute(queries.standing_now(actor))
        return trial_balance(now, [dict(row._mapping) for row in rows])
    _refuse_future(as_of, now)
    stood = await stood_before(session, as_of + TICK, queries.districts_in_scope(actor))
    unknown = {"accounts": None, "held": None}
    return trial_balance(
        as_of, [kind._asdict() | unknown | {"balance": stood[kind]} for kind in sorted(stood)]
    )


@router.get("/ledger/reconciliation")
async def get_ledger_reconciliation(
    actor: Reader, session: Session, ledger: OfLedger, first: FirstDay, last: LastDay
) -> LedgerReconciliation:
    """对账报告: How the accounts of each kind came from their balance before the first day to that
    after the last: what they received and gave, by kind of reason."""
    if not timedelta() <= last - first < timedelta(LONGEST_DAYS):
        raise PeriodUnfit
    proof = await latest_proof(session)
    if proof is None or last >= china_date(proof.as_of):
        until = china_date(proof.as_of) - timedelta(1) if proof else None
        raise PeriodNotProven(proven_until=until.isoformat() if until else None)
    scope = queries.districts_in_scope(actor)
    reports = await reconciled(session, ledger, first, last, scope)
    return reconciliation(ledger, first, last, reports)


@router.get("/ledger/accounts")
async def list_ledger_accounts(
    actor: Reader,
    session: Session,
    paging: ThePaging,
    ledger: AnyLedger = None,
    kind: Annotated[str | None, Query(max_length=100, description="Of account")] = None,
) -> Page[LedgerAccountLine]:
    """账户列表: The accounts in my scope and what they have, by the noun of their owner."""
    lines = queries.accounts_in_scope(actor, *queries.within(ledger, kind))
    order = [Account.district_id, Account.ledger, Account.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=[LedgerAccountLine(**account_line(row)) for row in rows], next_cursor=cursor)


@router.get("/ledger/accounts/{account_id}")
async def get_ledger_account(
    account: TheAccount, _: Reader, session: Session, now: Now, as_of: AsOf = None
) -> LedgerAccountStanding:
    """账户余额: What an account has and holds aside, now or at any instant."""
    instant = now if as_of is None else as_of
    _refuse_future(instant, now)
    stood = await balance_as_of(session, account_id=account.id, instant=instant)
    line = account_line(vars(account)) | {"balance": stood.balance, "held": stood.held}
    return LedgerAccountStanding(**line, as_of=instant)


@router.get("/ledger/accounts/{account_id}/lines")
async def list_ledger_account_lines(
    account: TheAccount,
    _: Reader,
    session: Session,
    paging: ThePaging,
    since: Since = None,
    until: Until = None,
) -> Page[LedgerStatementLine]:
    """账户流水: The lines of an account with the balance after each, newest first."""
    lines, order = history(
        account.id, after=paging.after, limit=paging.limit, within=queries.days(since, until)
    )
    rows, cursor = await page_of(session, lines, order, paging)
    items = await statement_lines(session, account.id, rows)
    return Page(items=items, next_cursor=cursor)


def _refuse_future(instant: datetime, now: datetime) -> None:
    if instant > now:
        raise NotYet
