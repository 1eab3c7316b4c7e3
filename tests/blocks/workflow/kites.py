"""A small flow of the tests' own: a kite is made, flown, mended or lost."""

from shequ_api.blocks.workflow.rules import Flow, Step

STATES = {"made": "已做好", "flying": "在天上", "torn": "破了", "lost": "丢了"}
MAKE = Step("make", "做好", frozenset(), "made")
STEPS = [
    Step("fly", "放飞", frozenset({"made"}), "flying"),
    Step("tear", "刮破", frozenset({"flying"}), "torn"),
    Step("mend", "修好", frozenset({"torn"}), "made"),
    Step("lose", "弄丢", frozenset({"made", "flying"}), "lost"),
]
KITE = Flow("kite", states=STATES, opening=MAKE, steps=STEPS)
