"""Whatever a test is refused by a record, its rehearsal is refused alike: asked again, undone.

The explanation of rights rehearses operations without their content. Each 403 that no table gives,
wherever a test meets one, is rehearsed on the spot, so that no rule comes to stand behind a look at
the content unnoticed.
"""

import json
from contextlib import suppress
from typing import Any

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shequ_api.base.access.levels import LevelTooLow
from shequ_api.base.access.policies import MandateUnknown, NotAllowed, Recogniser
from shequ_api.base.people.recognition import PostingUnknown
from shequ_api.base.rights.sight import as_actor, sayable, value_of
from shequ_api.kit.db import Database
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import ON_BEHALF
from shequ_api.kit.http.rehearsing import Heard, Rehearsal, Script
from shequ_api.kit.http.route import NotOnBehalf, TransactionRoute

BY_TABLES = {
    one.code for one in (NotAllowed, LevelTooLow, MandateUnknown, NotOnBehalf, PostingUnknown)
}
BY_CONTENT = {
    ("bind_my_phone", "person_disabled"): "whose number it is, WeChat says",
    ("log_in_with_wechat", "person_disabled"): "whose account it is, WeChat says",
    ("log_in_with_wechat", "wechat_login_blocked"): "whom it holds for dangerous, WeChat says",
    ("record_proof", "not_yourself"): "who it is, a code or a number says",
    ("merge_person_record", "not_for_yourself"): "who it is, a code says",
    ("merge_person_record", "person_disabled"): "who it is, a code says",
    ("merge_my_accounts", "person_disabled"): "which account, a code says",
    ("merge_at_counter", "not_for_yourself"): "which accounts, codes say",
    ("merge_at_counter", "person_disabled"): "which accounts, codes say",
    ("appoint_person", "not_for_yourself"): "who it is, a number says",
    ("name_cover", "not_for_yourself"): "who it is, a number says",
    ("make_custom_role", "beyond_yourself"): "it depends on the rights that are listed",
    ("change_custom_role", "beyond_yourself"): "it depends on the rights that are listed",
    ("split_grid", "beyond_yourself"): "it depends on the postings that are listed",
    ("merge_grids", "beyond_yourself"): "it depends on the postings that are listed",
    ("redact_ticket_photo", "original_needed"): "it depends on what is marked",
    ("redact_ticket_text", "original_needed"): "it depends on what is marked",
    ("review_inspections", "own_inspection"): "answered for each of those that are listed",
    ("review_inspections", "own_edit"): "answered for each of those that are listed",
    ("bring_register_import", "only_for_a_community"): "the file is read first",
    ("explain_access", "relations_kept_back"): "it depends on what is asked about",
    ("file_ticket", "tickets_blocked"): "where it is and whether it is urgent, the content says",
    ("review_goods", "own_goods"): "which promise it is, a number says",
    ("set_earning_rule", "only_for_a_community"): "refused where no community is said",
    ("list_earning_rules", "trials_are_for_rulers"): "refused where rules on trial are asked for",
    ("redeem_goods", "goods_for_residents"): "whose goods it is, the body says",
    ("redeem_goods", "card_level_too_low"): "for whom the goods are, the body says",
    ("correct_line", "own_side"): "whose line it is is looked at with the correction",
    ("decide_dispute", "own_side"): "whose line it is is looked at with the decision",
    ("pay_statement", "own_side"): "who confirmed and prepared is looked at with the payment",
    ("sell_at_stall", "own_side"): "who pays, a code says",
    ("record_fulfilment", "own_side"): "whose order it is, a code says",
    ("sell_at_stall", "goods_for_residents"): "who pays, a code says; 409 `buyer_unfit`",
    ("sell_at_stall", "forbidden"): "who pays, a code says; 409 `buyer_unfit`",
    ("try_earning_rule", "only_for_a_community"): "refused where no community is said",
}
"""Nobody says these when they ask why: numbers, codes and lists. `settled` is then false."""


class Rehearsed:
    """The application, each of whose refusals by a record is rehearsed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent, got, answers = bytearray(), bytearray(), list[Message]()

        async def received() -> Message:
            message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def answered(message: Message) -> None:
            answers.append(message)
            got.extend(message.get("body", b""))
            await send(message)

        await self.app(scope, received, answered)
        if answers and answers[0].get("status") == 403:
            problem = json.loads(bytes(got))
            if problem["code"] not in BY_TABLES:
                await _rehearse(scope, bytes(sent), problem["code"])


async def _rehearse(scope: Scope, sent: bytes, code: str) -> None:
    actor = scope.get("state", {}).get("actor")
    route: TransactionRoute = scope["route"]
    if actor is None or (route.name, code) in BY_CONTENT:
        return
    request = Request(scope)
    on_behalf = request.headers.get(ON_BEHALF)
    script = Script(
        route=route,
        path={name: str(value) for name, value in scope["path_params"].items()},
        query=dict(request.query_params.items()),
        said=_said(route, sent),
        headers={ON_BEHALF: on_behalf} if on_behalf else {},
        stand_ins={Recogniser: as_actor(actor)},
    )
    async with scope["app"].state.parts.get(Database).sessions() as session:
        heard: Heard = await Rehearsal(request, session).hear(script)
    found = heard.refusal.code if heard.refusal else "nothing"
    assert found == code, (
        f"{route.name} answers {code}, and its rehearsal {found}: let the rule stand before the "
        "content is looked at, or say in BY_CONTENT what decides"
    )


def _said(route: TransactionRoute, sent: bytes) -> dict[str, Any]:
    """Of the body what an asker could say."""
    try:
        body = json.loads(sent)
    except ValueError:
        return {}
    if not isinstance(body, dict):
        return {}
    may_be_said, said = sayable(route), {}
    for name in body.keys() & may_be_said.keys():
        with suppress(Malformed):
            said[name] = value_of(may_be_said[name], body[name])
    return said
