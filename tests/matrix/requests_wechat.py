"""How to ask as if one were WeChat, without its signature."""

from tests.matrix.asking import Ask, once

UNSIGNED = {"signature": "0" * 40, "timestamp": "1700000000", "nonce": "1"}
OPERATIONS = {
    "prove_push_address": once(lambda _: Ask(query={**UNSIGNED, "echostr": "1"})),
    "take_push": once(lambda _: Ask(query=UNSIGNED, body={"Event": "wxa_media_check"})),
}
