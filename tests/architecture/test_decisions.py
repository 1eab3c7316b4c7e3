"""Each decision stands in the index under its title, and says what enforces it."""

import re

from tests.architecture.tree import ROOT

FOLDER = ROOT / "docs" / "decisions"
LINE = re.compile(r"^\| \[(\d{4})\]\((\S+\.md)\) \| (.+?) \| .*\|$", re.MULTILINE)


def test_the_index_has_each_decision_under_its_title() -> None:
    index = LINE.findall((FOLDER / "README.md").read_text(encoding="utf-8"))
    found = []
    for file in sorted(FOLDER.glob("0*.md")):
        number, title = file.read_text(encoding="utf-8").splitlines()[0][2:].split(" · ", 1)
        found.append((number, file.name, title))
    assert len(found) > 40
    assert index == found


def test_each_decision_says_what_enforces_it() -> None:
    for file in FOLDER.glob("0*.md"):
        assert "\n## What enforces it\n" in file.read_text(encoding="utf-8"), file.name
