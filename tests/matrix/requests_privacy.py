"""How to ask about consents, and about what is kept of oneself."""

from tests.matrix.asking import Ask, Case, Operation, once
from tests.matrix.planting_privacy import LONG_AGO, OTHER

NOTICE, UNWRITTEN = "privacy_notice", "unwritten"
NEXT = {
    "version": 2,
    "title": "个人信息处理规则",
    "text": "第二版：我们处理您的手机号、住址和诉求内容，只为办理您的事项。",
    "legal_basis": "个人信息保护法第十三条",
}


def _policy(case: Case, body: object = None) -> list[Ask]:
    """The policy that everybody agreed to; another, that nobody wrote."""
    if not (case.inside or case.nowhere):
        return []
    return [Ask({"code": NOTICE if case.inside else UNWRITTEN}, body=body)]


def _nothing(case: Case) -> list[Ask]:
    return [Ask()] if case.nowhere else []


OPERATIONS = {
    "list_consent_policies": once(lambda _: Ask()),
    "publish_consent_policy": once(lambda _: Ask({"code": NOTICE}, body=NEXT)),
    "list_my_consents": once(lambda _: Ask(secret=frozenset({str(LONG_AGO.date())}))),
    "give_consent": Operation(lambda case: _policy(case, {"version": 1})),
    "withdraw_consent": Operation(_policy),
    "withdraw_consent:of_another": once(lambda _: Ask({"code": OTHER})),
    # What the staff of home wrote elsewhere, and who wrote what, is their own data as well.
    "copy_my_personal_data": once(
        lambda case: Ask(shows_phones=True, tells=frozenset(case.world.words | case.world.ids))
    ),
    "ask_for_erasure": once(lambda _: Ask(body={"confirmation": "注销账号"})),
    "get_my_erasure": Operation(_nothing),
    "withdraw_erasure": Operation(_nothing),
    "list_retention_rules": once(lambda _: Ask()),
}
FACTS = {"postings_in_force": frozenset({"postings"})}
