"""Trying rules over HTTP."""

from datetime import timedelta

from shequ_api.features.earning_rules.public import (
    EarningRule,
    EarningRuleDraft,
    OurRule,
    Ruler,
    drawn,
    refuse_unfit,
    rule_in_scope,
    scope_of,
    terms_of,
)
from shequ_api.features.earning_trials.schemas import (
    EarningTrialDraft,
    EarningTrialView,
    ShadowDayView,
    ShadowResultView,
    TriedDayView,
)
from shequ_api.features.earning_trials.service import MOST_DAYS, Trial, try_rule
from shequ_api.features.earning_trials.trying import TriedDay
from shequ_api.features.earnings.public import shadow_days
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, unkeyed

router = Router(tags=["points"])


class TrialUnfit(Malformed):
    code, title = "trial_unfit", "请填写规则草稿或选择一条规则，二者选一"


@router.post("/earning-rules/trials")
@unkeyed
async def try_earning_rule(
    draft: EarningTrialDraft, actor: Ruler, session: Session, now: Now
) -> EarningTrialView:
    """积分规则试算: What a draft, or a rule, would have paid for past facts; writes nothing."""
    if (draft.rule is None) == (draft.rule_id is None):
        raise TrialUnfit
    predecessor_id = None
    if draft.rule is not None:
        rule = await _drafted(draft.rule, actor, session, now)
        predecessor_id = draft.rule.succeeds_id
    elif draft.rule_id is not None:
        rule = await rule_in_scope(draft.rule_id, actor, session)
    return _view(await try_rule(session, rule, predecessor_id, draft.first_on, draft.last_on))


async def _drafted(
    draft: EarningRuleDraft, actor: Ruler, session: Session, now: Now
) -> EarningRule:
    """A rule that stands nowhere."""
    district_id, community_id = await scope_of(session, actor, draft.community_id)
    if draft.succeeds_id is not None:
        await rule_in_scope(draft.succeeds_id, actor, session)
    terms = terms_of(draft)
    refuse_unfit(terms)
    scope = {"district_id": district_id, "community_id": community_id}
    return drawn(terms, actor, **scope, valid_from=now, valid_until=None, now=now)


def _view(trial: Trial) -> EarningTrialView:
    tried = trial.tried
    days = [
        TriedDayView(
            on=on,
            facts=day.facts,
            points=day.points,
            all_points=day.all_points,
            paid_points=trial.paid.get(on, 0),
        )
        for on in sorted(tried.days.keys() | trial.paid.keys())
        for day in (tried.days.get(on, TriedDay()),)
    ]
    return EarningTrialView(
        facts=tried.facts,
        facts_met=sum(day.facts for day in days),
        persons=len(tried.persons),
        points=sum(day.points for day in days),
        all_points=sum(day.all_points for day in days),
        paid_points=sum(day.paid_points for day in days),
        outcomes=dict(tried.outcomes),
        days=days,
    )


@router.get("/earning-rules/{rule_id}/shadow-results")
async def get_earning_shadow_results(
    rule: OurRule, _: Ruler, session: Session, now: Now
) -> ShadowResultView:
    """试运行结果: What a rule would have paid while it was on trial, by day."""
    first = china_date(now) - timedelta(days=MOST_DAYS - 1)
    rows = await session.execute(shadow_days(rule.series_id, first))
    days = [ShadowDayView(**row) for row in rows.mappings()]
    return ShadowResultView(
        rule_id=rule.id,
        facts=sum(day.facts for day in days),
        points=sum(day.points for day in days),
        days=days,
    )
