"""Who may see and set rules, and which."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import ColumnElement

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.earning_rules.models import EarningRule
from shequ_api.features.earning_rules.permissions import EarningRulePermission
from shequ_api.features.earning_rules.rules import RuleTerms
from shequ_api.features.earning_rules.schemas import EarningRuleDraft
from shequ_api.features.earning_rules.service.ruling import SAID
from shequ_api.kit.errors import Absent, Forbidden
from shequ_api.kit.http.exchange import Session


class OnlyForACommunity(Forbidden):
    """Rules of a whole district are for whoever acts for the district."""

    code, title = "only_for_a_community", "请指定社区，全区的规则由区级管理员制定"


class TrialsAreForRulers(Forbidden):
    code, title = "trials_are_for_rulers", "试运行的规则只供制定规则的人员查看"


async def rule_in_scope(rule_id: UUID, actor: AnyActor, session: Session) -> EarningRule:
    """A rule of the actor's community, or of their district."""
    rule = await session.get(EarningRule, rule_id)
    if rule is None or not is_ours(actor, rule):
        raise Absent
    return rule


OurRule = Annotated[EarningRule, Depends(rule_in_scope)]
Reader = Annotated[Actor, Depends(may(EarningRulePermission.VIEW_RULES))]
Ruler = Annotated[Actor, Depends(may(EarningRulePermission.SET_RULES))]


def trials_of(actor: Actor) -> ColumnElement[bool]:
    """The rules that an actor tries out or may let pay: nobody else is promised anything by them.
    Raises `TrialsAreForRulers`."""
    if not actor.may(EarningRulePermission.SET_RULES):
        raise TrialsAreForRulers
    return in_scope(actor, EarningRule)


def is_ours(actor: Actor, rule: EarningRule) -> bool:
    """Whether a rule's scope lies in the actor's: rules of everywhere are nobody's."""
    return rule.district_id is not None and actor.covers(rule)


async def scope_of(
    session: Session, actor: Actor, community_id: UUID | None
) -> tuple[UUID, UUID | None]:
    """District and community of a new rule."""
    if community_id is None:
        acting = actor.acting
        if acting is None or acting.scope.column != SCOPE_COLUMNS[PlaceKind.DISTRICT]:
            raise OnlyForACommunity
        return acting.scope.id, None
    community = await session.get(Place, community_id)
    if community is None or community.kind != PlaceKind.COMMUNITY or not actor.covers(community):
        raise Absent
    if community.district_id is None or community.ended_at is not None:
        raise Absent
    return community.district_id, community.id


def terms_of(draft: EarningRuleDraft) -> RuleTerms:
    """What a draft wants its rule to say; what it leaves out of conditions and windows is left
    out."""
    said = draft.model_dump(include=set(SAID))
    plain = {
        name: {end: n for end, n in each.items() if n is not None}
        if isinstance(each, dict)
        else each
        for name, each in said["conditions"].items()
    }
    windows = {name: each for name, each in said["windows"].items() if each}
    return RuleTerms(**said | {"conditions": plain, "windows": windows})
