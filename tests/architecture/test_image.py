"""What is shipped beside the wheel agrees with the code: image, compose file, database roles."""

import re

from shequ_api.kit.embedded import APP_LIMITS, APP_ROLE, CONNECTION_LIMIT, OWNER_ROLE
from shequ_api.settings import KEY_NAMES, Settings
from tests.architecture.tree import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
ROLES = (ROOT / "deploy" / "postgres-roles.sh").read_text(encoding="utf-8")
FOR_COMPOSE_ALONE = {
    "SHEQU_APP_PASSWORD",
    "SHEQU_OWNER_PASSWORD",
    "SHEQU_SUPERUSER_PASSWORD",
    "SHEQU_DOMAIN",
    "SHEQU_PROXY",
}
NOT_PASSED_ON = {
    "SHEQU_DATA_DIR": "the image says it: /data",
    "SHEQU_HOST": "the image says it: all addresses of the container",
    "SHEQU_PORT": "the image says it; compose publishes 8000 on loopback",
    "SHEQU_DEV_LOGIN": "the image has no development login",
    "SHEQU_WECHAT_URL": "production speaks to WeChat itself",
}
"""Settings of `.env.example` that compose does not take from `.env`, and why."""


def test_the_image_runs_as_nobody_in_particular() -> None:
    build, _, final = DOCKERFILE.rpartition("\nFROM ")
    assert re.search(r"^USER [1-9]\d+$", final, re.MULTILINE), "a number: the platform can check it"
    assert "/livez" in final
    assert not re.search(r"apt-get|apk add|gcc|build-essential|pip install", final)
    assert build.count("--require-hashes --only-binary :all:") == build.count("install --r")


def test_every_variable_is_a_setting_or_composes_own() -> None:
    known = {f"SHEQU_{name.upper()}" for name in Settings.model_fields} | FOR_COMPOSE_ALONE
    named = set(re.findall(r"SHEQU_[A-Z_]+", COMPOSE + DOCKERFILE))
    assert named <= known


def test_compose_passes_every_setting_on_or_we_know_why_not() -> None:
    """What somebody sets in `.env` by `.env.example` reaches the service."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    offered = set(re.findall(r"^#(SHEQU_[A-Z_]+)=", example, re.MULTILINE))
    given = set(re.findall(r"^  +(SHEQU_[A-Z_]+):", COMPOSE, re.MULTILINE))
    assert offered - given == set(NOT_PASSED_ON)


def test_what_is_not_passed_on_is_said_by_the_image_where_it_must_be() -> None:
    said = set(re.findall(r"(SHEQU_[A-Z_]+)=", DOCKERFILE))
    assert said == {name for name, why in NOT_PASSED_ON.items() if "the image says it" in why}


def test_compose_gives_no_default_to_what_must_be_chosen() -> None:
    assert not re.search(r"\$\{\w+:?-", COMPOSE), "a default where one must be chosen"
    asked = set(re.findall(r"\$\{(\w+):\?", COMPOSE))
    assert {f"SHEQU_{name.upper()}" for name in KEY_NAMES} <= asked
    assert asked >= FOR_COMPOSE_ALONE
    assert asked == set(re.findall(r"\$\{(\w+)", COMPOSE))
    assert not re.search(r"^\s*\w*(PASSWORD|KEY|SECRET): *[^$\s]", COMPOSE, re.MULTILINE)


def test_the_roles_have_the_limits_of_the_embedded_ones() -> None:
    given = dict(re.findall(rf"ALTER ROLE {APP_ROLE} SET (\w+) = '(\w+)';", ROLES))
    assert given == APP_LIMITS
    assert f"CREATE ROLE {APP_ROLE} LOGIN PASSWORD :'app_password' CONNECTION LIMIT" in ROLES
    assert f"CONNECTION LIMIT {CONNECTION_LIMIT};" in ROLES
    assert f"CREATE DATABASE shequ OWNER {OWNER_ROLE}" in ROLES
    assert not re.search(r"SUPERUSER|BYPASSRLS|CREATEROLE", ROLES)
