"""Consents, and everybody's rights over what is kept about them."""

from typing import Annotated

from fastapi import Depends, Path

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.privacy import queries, service
from shequ_api.base.privacy.permissions import PrivacyPermission
from shequ_api.base.privacy.schemas import (
    ConsentGift,
    ConsentPolicyDraft,
    ConsentPolicyView,
    ConsentView,
    ErasureRequest,
    ErasureView,
    PersonalDataCopy,
    PersonalDataPart,
    RetentionRuleView,
)
from shequ_api.base.privacy.words import in_words, together
from shequ_api.base.registry import Registry
from shequ_api.base.rights.catalogue import titles_of
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session, TheExchange
from shequ_api.kit.http.operations import operations_of
from shequ_api.kit.http.parts import Parts, part
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router
from shequ_api.kit.schema import Key

router = Router(tags=["privacy"])
Publisher = Annotated[Actor, Depends(may(PrivacyPermission.PUBLISH_POLICY))]
Copyist = Annotated[Actor, Depends(may(PrivacyPermission.TAKE_COPY))]
Leaver = Annotated[Actor, Depends(may(PrivacyPermission.ERASE))]
TheRegistry = Annotated[Registry, Depends(part(Registry))]
PolicyCode = Annotated[Key, Path(description="The policy", examples=["privacy_notice"])]


@router.get("/consent-policies", dependencies=[PUBLIC])
async def list_consent_policies(session: Session) -> list[ConsentPolicyView]:
    """条款列表: The policies in force, to be read before agreeing to them."""
    found = await session.scalars(queries.current_policies())
    return [ConsentPolicyView.model_validate(policy) for policy in found]


@router.post("/consent-policies/{code}/versions", status_code=201)
async def publish_consent_policy(
    code: PolicyCode, draft: ConsentPolicyDraft, actor: Publisher, session: Session, now: Now
) -> ConsentPolicyView:
    """发布条款: Publish the next version of a policy; people are asked to agree anew."""
    policy = await service.publish_policy(session, actor, code, now=now, **draft.model_dump())
    await session.flush()
    return ConsentPolicyView.model_validate(policy)


@router.get("/me/consents")
async def list_my_consents(actor: AnyActor, session: Session) -> list[ConsentView]:
    """我的同意: What I agreed to, what I took back, and what has a newer version."""
    rows = await session.execute(queries.consents_of(actor.person_id))
    return [ConsentView(**row) for row in rows.mappings()]


@router.put("/me/consents/{code}")
async def give_consent(
    code: PolicyCode, gift: ConsentGift, actor: AnyActor, session: Session, now: Now
) -> list[ConsentView]:
    """同意条款: Agree to the version in force."""
    await service.give_consent(session, actor, code, version=gift.version, now=now)
    return await list_my_consents(actor, session)


@router.delete("/me/consents/{code}")
async def withdraw_consent(
    code: PolicyCode, actor: AnyActor, session: Session, now: Now
) -> list[ConsentView]:
    """撤回同意: Take a consent back; what was done under it stays as it is."""
    await service.withdraw_consent(session, actor, code, now=now)
    await session.flush()
    return await list_my_consents(actor, session)


@router.get("/me/personal-data")
async def copy_my_personal_data(
    actor: Copyist, exchange: TheExchange, registry: TheRegistry, now: Now
) -> PersonalDataCopy:
    """复制我的个人信息: All that is kept about me, to read or to take with me (PIPL art. 45)."""
    parts: Parts = exchange.request.app.state.parts
    titles = titles_of(registry, operations_of(exchange.request.app))
    words, found = [module.words for module in registry.modules], []
    for module in registry.modules:
        if module.personal_data is not None:
            data = await module.personal_data.collect(exchange.session, parts, actor.person_id)
            data = in_words(data, together([module.words, {"事项": titles}, *words]))
            found.append(PersonalDataPart(module=module.name, title=module.title, data=data))
    return PersonalDataCopy(person_id=actor.person_id, copied_at=now, parts=found)


@router.post("/me/erasure", status_code=201)
async def ask_for_erasure(
    _: ErasureRequest, actor: Leaver, session: Session, now: Now
) -> ErasureView:
    """申请注销: Ask to be forgotten; done after seven days, and until then it can be withdrawn."""
    erasure = await service.ask_for_erasure(session, actor, now=now)
    await session.flush()
    return ErasureView.model_validate(erasure)


@router.get("/me/erasure", responses={404: {}})
async def get_my_erasure(actor: AnyActor, session: Session) -> ErasureView:
    """查看注销申请: The erasure that I asked for."""
    erasure = await session.scalar(queries.live_erasure(actor.person_id))
    if erasure is None:
        raise Absent
    return ErasureView.model_validate(erasure)


@router.delete("/me/erasure")
async def withdraw_erasure(actor: AnyActor, session: Session, now: Now) -> ErasureView:
    """撤回注销申请: Stay after all."""
    return ErasureView.model_validate(await service.withdraw_erasure(session, actor, now=now))


@router.get("/retention-rules", dependencies=[PUBLIC])
async def list_retention_rules(registry: TheRegistry) -> list[RetentionRuleView]:
    """保存期限: What is kept how long, and why (PIPL art. 17, 19)."""
    return [
        RetentionRuleView(
            module=module.name, title=rule.title, kept_for=rule.kept_for, reason=rule.reason
        )
        for module in registry.modules
        for rule in module.retention
    ]
