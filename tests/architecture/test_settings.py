"""`.env.example` lists every setting, says its default, and as it stands changes nothing."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from shequ_api.settings import Settings
from tests.architecture.tree import ROOT

EXAMPLE = ROOT / ".env.example"
LINE = re.compile(r"^#(SHEQU_[A-Z_]+)=(.*)$", re.MULTILINE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def nothing_else_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SHEQU_{name.upper()}", raising=False)


def _listed() -> list[tuple[str, str]]:
    return LINE.findall(EXAMPLE.read_text(encoding="utf-8"))


def test_it_lists_exactly_the_settings() -> None:
    names = [name for name, _ in _listed()]
    assert sorted(names) == sorted(f"SHEQU_{name.upper()}" for name in Settings.model_fields)


def test_a_plain_copy_changes_nothing() -> None:
    assert not Settings(_env_file=EXAMPLE).model_fields_set


def test_it_gives_the_defaults(tmp_path: Path) -> None:
    given = [(name, value) for name, value in _listed() if value]
    file = tmp_path / "env"
    file.write_text("".join(f"{name}={value}\n" for name, value in given), encoding="utf-8")
    settings = Settings(_env_file=file)
    assert {f"SHEQU_{name.upper()}" for name in settings.model_fields_set} == {n for n, _ in given}
    assert settings == Settings(_env_file=None)


def test_what_it_leaves_empty_has_no_default() -> None:
    for name, value in _listed():
        field = Settings.model_fields[name.removeprefix("SHEQU_").lower()]
        nothing = field.default in (None, "", SecretStr(""))
        assert nothing == (value == ""), name


def test_it_holds_no_secret() -> None:
    """Nobody copies a key that everybody knows."""
    secret = {name for name, field in Settings.model_fields.items() if "Secret" in str(field)}
    assert len(secret) >= 9
    values = {name: value for name, value in _listed() if value not in {"", "{}"}}
    assert not {f"SHEQU_{name.upper()}" for name in secret} & set(values)


def test_every_setting_is_explained_in_both_languages() -> None:
    paragraphs = re.split(r"\n\s*\n", EXAMPLE.read_text(encoding="utf-8"))
    for paragraph in paragraphs:
        if LINE.search(paragraph):
            said = " ".join(line[1:] for line in paragraph.splitlines() if line.startswith("# "))
            assert CHINESE.search(said), paragraph
            assert re.search(r"[A-Za-z]{3,} [a-z]{2,}", said), paragraph
