"""How to ask about contents that are checked."""

from tests.matrix.asking import Ask, by, listed, mine, mine_listed, once

DECISION, APPEAL = {"passed": True, "note": "没有违规"}, {"reason": "是误判"}
OPERATIONS = {
    "list_content_checks": listed("check"),
    "list_my_content_checks": mine_listed("check", "check"),
    "get_content_check": by("check_id", "check"),
    "get_content_check:own": mine("check", "check_id", "check"),
    "decide_content_check": by("check_id", "check", DECISION),
    "decide_content_check:own": mine("check", "check_id", "check", DECISION),
    "appeal_content_check": by("check_id", "check", APPEAL),
    "appeal_content_check:own": mine("hidden", "check_id", "check", APPEAL),
    "list_sensitive_words": once(lambda _: Ask()),
    "add_sensitive_words": once(lambda _: Ask(body={"words": ["违禁词"]})),
    "remove_sensitive_word": by("word_id", "sensitive_word"),
}
