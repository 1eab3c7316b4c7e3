"""How to ask about what one is told."""

from tests.matrix.asking import Ask, mine, mine_listed, once

LATER = "2099-12-31T00:00:00.000+08:00"

OPERATIONS = {
    "list_my_messages": mine_listed("message", "message"),
    "count_my_unread_messages": once(lambda _: Ask()),
    "read_my_messages": once(lambda _: Ask(body={"until": LATER})),
    "read_my_message": mine("message", "message_id", "message", {"told_at": LATER}),
}
