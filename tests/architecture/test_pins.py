"""What is installed is what was reviewed: pinned, hashed, new enough, from no address of ours."""

import re
import subprocess
import tomllib
from datetime import date
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from shequ_api.kit.clock import china_date, utc_now
from tests.architecture.tree import ROOT

LOCKS = ["runtime.txt", "dev.txt", "build.txt"]
FLOORS = {
    "python-jose": "3.5.0",  # CVE-2024-33663, CVE-2024-33664
    "python-multipart": "0.0.27",  # CVE-2026-24486, CVE-2026-40347, CVE-2026-42561
    "starlette": "1.3.1",  # CVE-2025-62727 and the batch of 2026
    "fastapi": "0.137.2",  # iter_route_contexts
}
# The character classes keep these patterns from finding themselves.
REGISTRIES = re.compile(
    r"(?:pypi|pythonhosted|npmjs|npmmirror|yarnpkg|taobao)[.](?:org|com)|"
    r"(?:mirrors?|registry|proxy)[.][a-z0-9-]+[.](?:com|cn|org|edu)|"
    r"(?:ghcr|docker|quay|gcr)[.]io|--(?:extra-)?index-url|--find-link[s]",
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(
    r"(?<![\w./-])/(?:root|home|Users|work|mnt|private)/[\w.]|[A-Z]:\\User[s]"
)


def _entries(lock: str) -> list[str]:
    """Each pin with its continuation lines."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return [e for e in re.split(r"\n(?=\S)", "\n".join(lines)) if e.strip()]


def _pins(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in _entries(lock):
        requirement = Requirement(entry.split("\\")[0].split(" ;")[0].strip())
        pinned = {item.version for item in requirement.specifier if item.operator == "=="}
        found.setdefault(canonicalize_name(requirement.name), set()).update(pinned)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_exact_and_hashed(lock: str) -> None:
    entries = _entries(lock)
    assert entries, "the lock is empty"
    for entry in entries:
        assert re.match(r"[A-Za-z0-9][\w.-]*(\[[\w,-]+\])?==\S+", entry), entry.splitlines()[0]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]
        assert "://" not in entry
        assert " @ " not in entry


def test_locks_agree() -> None:
    runtime, development = _pins("runtime.txt"), _pins("dev.txt")
    assert {name: development.get(name) for name in runtime} == runtime
    assert _pins("build.txt").items() <= development.items()


@pytest.mark.parametrize("wanted", ["runtime", "dev", "build"])
def test_locks_hold_what_was_asked_for(wanted: str) -> None:
    lines = (ROOT / "requirements" / f"{wanted}.in").read_text(encoding="utf-8").splitlines()
    pins = _pins(f"{wanted}.txt")
    asked = [Requirement(line) for line in lines if line and line[0].isalpha()]
    assert asked
    for requirement in asked:
        held = pins[canonicalize_name(requirement.name)]
        assert any(requirement.specifier.contains(v, prereleases=True) for v in held), requirement


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_floors_hold(name: str) -> None:
    floor = Version(FLOORS[name])
    held = _pins("runtime.txt")[name]
    assert held
    assert all(Version(pin) >= floor for pin in held)
    assert Version(version(name)) >= floor, "what runs here is older than the lock"


def test_jose_brings_its_real_backend() -> None:
    asked = (ROOT / "requirements" / "runtime.in").read_text(encoding="utf-8")
    assert re.search(r"^python-jose\[cryptography\]", asked, re.MULTILINE)
    assert "cryptography" in _pins("runtime.txt")


def test_waivers_have_not_expired() -> None:
    """A known weakness that stays is written down, with a day on which it is looked at again."""
    waivers = tomllib.loads((ROOT / "requirements" / "waivers.toml").read_text(encoding="utf-8"))
    today = china_date(utc_now())
    assert waivers
    for weakness, waiver in waivers.items():
        until: date = waiver["until"]
        assert today <= until, f"{weakness}: look at it again"
        assert waiver["reason"]
        assert waiver["package"] in _pins("runtime.txt"), f"{weakness} concerns nothing of ours"


def _tracked() -> dict[str, str]:
    """Every text that is, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in content:
            texts[name] = content.decode("utf-8", "replace")
    return texts


def test_no_registry_and_no_machine_in_any_file() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: nothing is tracked")
    texts = _tracked()
    assert len(texts) > 100
    found = [
        f"{name}:{number}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if REGISTRIES.search(line) or MACHINE_PATHS.search(line)
    ]
    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "https://files.python" + "hosted.org/packages/a.whl",
        '"resolved": "https://registry.npm' + 'js.org/typescript"',
        "-i https://mirrors." + "example.cn/simple",
        "FROM gh" + "cr.io/someone/image",
        "cd /ho" + "me/someone/shequ",
        'Path("/ro' + 'ot/.cache")',
    ],
)
def test_the_patterns_find_what_they_are_for(line: str) -> None:
    assert REGISTRIES.search(line) or MACHINE_PATHS.search(line)


@pytest.mark.parametrize("line", ["/api/v1/home/today", "https://api.weixin.qq.com", "a/work/b"])
def test_the_patterns_let_pass_what_is_ours(line: str) -> None:
    assert not REGISTRIES.search(line)
    assert not MACHINE_PATHS.search(line)
