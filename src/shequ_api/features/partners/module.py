from sqlalchemy import exists

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.files.models import File
from shequ_api.base.offering import Action, Head
from shequ_api.base.people.models import PartnerKind
from shequ_api.base.registry import Module, PhotoHold, Retention
from shequ_api.features.partners import agreement_router, router
from shequ_api.features.partners.flow import BEFORE_ACCEPTANCE, STEP_TITLES
from shequ_api.features.partners.models import Partner
from shequ_api.features.partners.permissions import GRANTS, LEVELS, PartnerPermission
from shequ_api.features.partners.personal import PERSONAL_DATA
from shequ_api.features.partners.sealed import SEALED
from shequ_api.features.partners.service.agreeing import (
    EVERY,
    AgreementOverlaps,
    OfferPending,
    lapse,
)
from shequ_api.features.partners.service.applying import AlreadyApplied, OrganisationTaken
from shequ_api.features.partners.writings import WRITINGS
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(agreement_router.router)
_LICENCE = exists().where(Partner.licence_file_id == File.id)
_OF_A_FIRM = exists().where(
    Partner.licence_file_id == File.id,
    Partner.partner_kind == PartnerKind.BUSINESS,
    Partner.state.not_in(BEFORE_ACCEPTANCE),
)

MODULE = Module(
    name="partners",
    title="“益·社”联盟合伙人",
    router=routes,
    permissions=PartnerPermission,
    grants=GRANTS,
    levels=LEVELS,
    clockworks=[Clockwork("partners.lapse", EVERY, lapse)],
    actions=[
        Action(
            key="partners.apply",
            head=Head.HANDLE,
            title="申请成为合伙人",
            operation="apply_as_partner",
            permission=PartnerPermission.APPLY,
            parameters=("community_id",),
        )
    ],
    constraints={
        "uq_partners_applicant_id": AlreadyApplied,
        "uq_partners_organisation_id": OrganisationTaken,
        "uq_partner_agreements_partner_id_offered": OfferPending,
        "ex_partner_agreements_days": AgreementOverlaps,
    },
    personal_data=PERSONAL_DATA,
    sealed=SEALED,
    retention=[
        Retention(
            "合伙人资料、协议与合作过程",
            "长期；注销后不再显示联系人和电话，个人合伙人的资料一并清除",
            "结算、争议处理和监督的依据",
        ),
    ],
    photo_holds=[PhotoHold(shown=_LICENCE, on_duty=_OF_A_FIRM)],
    words={"步骤": STEP_TITLES},
    writings=WRITINGS,
)
