"""python count.py REPORT SKIPS [MODULE…]: fails where few tests ran, or one was skipped unasked.

REPORT is JUnit XML; SKIPS names what may be skipped, a line each, and so does every MODULE.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree

LEAST = 1000


def main(report: str, skips: str, *modules: str) -> str | None:
    """What is wrong, else None."""
    lines = Path(skips).read_text().splitlines()
    allowed = {line.strip() for line in lines if not line.startswith("#")} | set(modules)
    report_of_ours = ElementTree.parse(report)  # noqa: S314  # pytest wrote it, a moment ago
    cases = list(report_of_ours.iter("testcase"))
    skipped = [_names(case) for case in cases if case.find("skipped") is not None]
    unasked = sorted(names[-1] for names in skipped if allowed.isdisjoint(names))
    ran = len(cases) - len(skipped)
    if unasked:
        return "skipped: " + ", ".join(unasked)
    if ran < LEAST:
        return f"only {ran} tests ran"
    sys.stdout.write(f"{ran} tests ran, {len(skipped)} were skipped\n")
    return None


def _names(case: ElementTree.Element) -> list[str]:
    """The module, and the test with its module; a module skipped whole has no test's name."""
    module, name = case.get("classname", ""), case.get("name", "")
    if not module:
        return [name]
    return [module, f"{module}::{name.partition('[')[0]}"]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
