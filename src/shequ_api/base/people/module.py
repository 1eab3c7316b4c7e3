from datetime import timedelta

from shequ_api.base.events.facts import Clockwork, Reaction
from shequ_api.base.people import (
    account_router,
    cover_router,
    endings,
    login_router,
    merging,
    organisation_router,
    person_router,
    posting_router,
    sessions,
    vacancies,
    vacancy_rule_router,
)
from shequ_api.base.people.absences import AbsenceAnnounced
from shequ_api.base.people.appointments import DatesUnfit, GridHasLead, PostingTaken
from shequ_api.base.people.audience import AUDIENCES
from shequ_api.base.people.events import AccountsMerged
from shequ_api.base.people.permissions import GRANTS, PeoplePermission
from shequ_api.base.people.personal import PERSONAL_DATA
from shequ_api.base.people.queries import holds_office_in_scope
from shequ_api.base.people.sealed import SEALED
from shequ_api.base.people.service import PhoneTaken
from shequ_api.base.people.vacancy_rules import RuleJustChanged
from shequ_api.base.places.models import PlaceKind
from shequ_api.base.registry import Module, Retention
from shequ_api.kit.http.route import Router

routes = Router()
for each in (
    login_router,
    account_router,
    person_router,
    organisation_router,
    posting_router,
    cover_router,
    vacancy_rule_router,
):
    routes.include_router(each.router)

MODULE = Module(
    name="people",
    title="人员与身份",
    router=routes,
    permissions=PeoplePermission,
    grants=GRANTS,
    withheld={PeoplePermission.APPOINT, PeoplePermission.DISABLE, PeoplePermission.MERGE},
    held_only_at={PeoplePermission.SET_VACANCY_RULES: {PlaceKind.DISTRICT}},
    reactions=[Reaction("people.catch_up", AccountsMerged, merging.catch_up)],
    clockworks=[
        Clockwork("people.forget_revoked", timedelta(hours=1), sessions.forget_revoked),
        Clockwork("people.forget_codes", timedelta(hours=1), merging.forget_codes),
        Clockwork("people.announce_over", timedelta(minutes=5), endings.announce_over),
        Clockwork("people.note_vacancies", timedelta(minutes=10), vacancies.note_vacancies),
    ],
    constraints={
        "uq_persons_phone_index": PhoneTaken,
        "uq_phone_bindings_live": PhoneTaken,
        "ex_postings_same": PostingTaken,
        "ex_postings_lead": GridHasLead,
        "ck_postings_some_days": DatesUnfit,
        "ex_absences_same": AbsenceAnnounced,
        "pk_vacancy_rules": RuleJustChanged,
    },
    personal_data=PERSONAL_DATA,
    sealed=SEALED,
    audiences=AUDIENCES,
    person_scope=holds_office_in_scope,
    retention=[
        Retention("账号与手机号", "账号存续期间；注销后删除", "登录与联系本人"),
        Retention("空岗提醒规则的历次内容", "长期；注销后不再显示姓名", "说明当时按什么规则提醒"),
        Retention("任职与代班记录", "长期；注销后不再显示姓名", "说明当时由谁负责"),
    ],
)
