"""Access tokens: what they say, when they hold, which keys sign them, what is remembered."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import jwt
import pytest
import time_machine

from shequ_api.kit import tokens
from shequ_api.kit.tokens import AccessClaims, Signer, TokenExpired, TokenInvalid

KEYS = {"k1": bytes(range(32)), "k2": bytes(range(50, 90))}
NOW = datetime(2031, 5, 6, 7, 8, 9, 500_000, tzinfo=UTC)
IAT = int(NOW.timestamp())
EXP = IAT + 900
SUBJECT, SESSION, JTI = (UUID(f"0197f0a0-0000-7000-8000-00000000000{n}") for n in (1, 2, 3))
HEADER: dict[str, Any] = {"alg": "HS256", "typ": "at+jwt", "kid": "k1"}
IDS = {"sub": str(SUBJECT), "sid": str(SESSION), "jti": str(JTI)}
CLAIMS: dict[str, Any] = {"iss": "us", "aud": "api", "iat": IAT, "exp": EXP} | IDS


def signer(current: str = "k1", **changed: Any) -> Signer:
    return Signer(**{"keys": KEYS, "current": current, "issuer": "us", "audience": "api"} | changed)


def issue(by: Signer, lifetime: timedelta = timedelta(minutes=15)) -> str:
    return by.sign(subject=SUBJECT, session=SESSION, jti=JTI, now=NOW, lifetime=lifetime)


def refused(token: Any, now: datetime = NOW, by: Signer | None = None) -> None:
    """Refused by the one answer, with nothing of the token in it."""
    with pytest.raises(TokenInvalid) as caught:
        (by or signer()).verify(token, now=now)
    refusal = caught.value
    assert (refusal.status, refusal.code) == (401, "token_invalid")
    assert (refusal.detail, refusal.errors, refusal.facts) == (None, (), {})
    assert refusal.headers == {"WWW-Authenticate": "Bearer"}
    assert refusal.__cause__ is None
    assert refusal.__context__ is None


def test_a_token_says_who_by_which_session_and_until_when() -> None:
    start = NOW.replace(microsecond=0)
    expected = AccessClaims(SUBJECT, SESSION, JTI, start, start + timedelta(minutes=15))
    token = issue(signer())
    assert signer().verify(token, now=NOW) == expected
    china = NOW.astimezone(timezone(timedelta(hours=8)))
    assert signer().verify(token, now=china) == expected
    assert jwt.get_unverified_header(token) == HEADER
    assert jwt.decode(token, options={"verify_signature": False}) == CLAIMS


@time_machine.travel(datetime(1999, 1, 1, tzinfo=UTC), tick=False)
def test_only_the_given_now_decides_at_both_ends() -> None:
    token, by = issue(signer()), signer()
    end = datetime.fromtimestamp(EXP, UTC)
    tick = timedelta(microseconds=1)
    for _ in range(2):  # the second round answers from memory
        assert by.verify(token, now=end - tick).expires_at == end
        for late in (end, end + tick, end + timedelta(days=9000)):
            with pytest.raises(TokenExpired) as caught:
                by.verify(token, now=late)
            assert (caught.value.status, caught.value.code) == (401, "token_expired")
            assert caught.value.headers == {"WWW-Authenticate": "Bearer"}
        early = datetime.fromtimestamp(IAT, UTC) - timedelta(seconds=60)
        assert by.verify(token, now=early)
        refused(token, early - tick, by)


def test_keys_rotate_and_a_withdrawn_key_is_unknown() -> None:
    old, new = issue(signer("k1")), issue(signer("k2"))
    assert signer("k2").verify(old, now=NOW) == signer("k1").verify(new, now=NOW)
    refused(old, by=signer("k2", keys={"k2": KEYS["k2"]}))
    refused(old, by=signer("k1", keys={"k1": KEYS["k2"]}))
    refused(old, by=signer(issuer="them"))
    refused(old, by=signer(audience="console"))


@pytest.mark.parametrize(
    "changed",
    [
        {"keys": {}},
        {"current": "k9"},
        {"keys": {"k1": b""}},
        {"keys": {"k1": bytes(31)}},
        {"keys": {"k1": "k" * 40}},
        {"keys": {"": bytes(32)}, "current": ""},
        {"keys": {"k1": b"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ"}},
        {"keys": {"k1": b"-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n"}},
        {"issuer": ""},
        {"audience": ""},
    ],
)
def test_a_signer_with_unfit_keys_is_not_made(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"key|named"):
        signer(**changed)


def test_a_secret_that_reads_as_json_is_still_one_secret() -> None:
    jwks = b'{"keys":[{"kty":"oct","k":"' + b"A" * 43 + b'"}]}'
    for secret in (b'["' + b"a" * 40 + b'"]', b'"' + b"a" * 40 + b'"', jwks):
        by = signer(keys={"k1": secret})
        assert by.verify(issue(by), now=NOW).jti == JTI
        for within in (b"a" * 40, bytes(32)):
            refused(issue(signer(keys={"k1": within})), by=by)


def test_the_longest_token_has_4096_bytes() -> None:
    held = set()
    for length in range(2600, 2900):
        by = signer(issuer="u" * length)
        token = issue(by)
        held.add(len(token) <= 4096)
        if len(token) <= 4096:
            assert by.verify(token, now=NOW).jti == JTI
        else:
            refused(token, by=by)
    assert held == {True, False}


@pytest.mark.parametrize("value", [None, 7, True, b"a.b.c", ["a.b.c"], {"a": "b"}, object()])
def test_what_is_no_text_is_no_token(value: Any) -> None:
    refused(value)


@pytest.mark.parametrize("seconds", [0, 0.999, -5])
def test_a_token_lives_for_a_second_at_least(seconds: float) -> None:
    with pytest.raises(ValueError, match="second"):
        issue(signer(), timedelta(seconds=seconds))


def test_a_naive_now_is_a_mistake_of_ours() -> None:
    token = issue(signer())
    with pytest.raises(TypeError):
        signer().verify(token, now=NOW.replace(tzinfo=None))


def test_the_memory_is_bounded_and_keeps_only_what_held() -> None:
    by = signer()
    by._read_once.cache_clear()
    token = issue(by)
    for _ in range(5):
        by.verify(token, now=NOW)
        refused(token[:-1], by=by)
        refused(token + "=", by=by)
    memory = by._read_once.cache_info()
    assert (memory.currsize, memory.hits) == (1, 4)
    assert memory.maxsize is not None


def test_the_library_runs_on_its_cryptography_backend_alone() -> None:
    probe = "from shequ_api.kit.tokens import backend_faults; print(backend_faults())"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    run = subprocess.run(  # fresh: other tests may import what they like
        [sys.executable, "-c", probe], env=env, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_unwanted_modules_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ecdsa", sys)
    assert "ecdsa is imported" in tokens.backend_faults()
