"""Access tokens against forgers: the named set, then mutations judged beside PyJWT.

SHEQU_FUZZ_SEED repeats a run of mutations.
"""

import base64
import hmac
import json
import os
import random
import secrets
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from shequ_api.kit.tokens import AccessClaims, Signer, TokenExpired, TokenInvalid

KEYS = {"k1": bytes(range(32)), "k2": bytes(range(50, 90))}
KEY = KEYS["k1"]
NOW = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
IAT = int(NOW.timestamp())
EXP = IAT + 900
ID = "0197f0a0-0000-7000-8000-00000000000a"
HEADER: dict[str, Any] = {"alg": "HS256", "typ": "at+jwt", "kid": "k1"}
CLAIMS: dict[str, Any] = {"iss": "us", "aud": "api", "sub": ID, "sid": ID, "jti": ID}
CLAIMS |= {"iat": IAT, "exp": EXP}
DROP = "(left out)"
CALM, CAMPAIGN = 3000, 20_000


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sealed(header: bytes, claims: bytes, key: bytes = KEY, hash_name: str = "sha256") -> str:
    """A token with a good signature over whatever bytes it is given."""
    text = f"{b64(header)}.{b64(claims)}"
    return f"{text}.{b64(hmac.digest(key, text.encode(), hash_name))}"


def varied(part: dict[str, Any], changes: dict[str, Any]) -> bytes:
    changed = {name: value for name, value in (part | changes).items() if value != DROP}
    return json.dumps(changed, separators=(",", ":")).encode()


def claiming(**changes: Any) -> str:
    return sealed(varied(HEADER, {}), varied(CLAIMS, changes))


def headed(key: bytes = KEY, hash_name: str = "sha256", **changes: Any) -> str:
    return sealed(varied(HEADER, changes), varied(CLAIMS, {}), key, hash_name)


def raw(claims: str | bytes) -> str:
    return sealed(varied(HEADER, {}), claims if isinstance(claims, bytes) else claims.encode())


GOOD, WHOLE = claiming(), json.dumps(CLAIMS)
HEAD, BODY, CODE = GOOD.split(".")


def signer() -> Signer:
    return Signer(KEYS, "k1", "us", "api")


def refused(token: Any) -> None:
    with pytest.raises(TokenInvalid) as caught:
        signer().verify(token, now=NOW)
    no = caught.value
    assert (no.status, no.code, no.detail) == (401, "token_invalid", None)
    assert no.__context__ is None, "the refusal would carry what quotes the token"


def test_the_token_that_all_these_are_made_of_holds() -> None:
    assert signer().verify(GOOD, now=NOW).subject == UUID(ID)
    assert signer().verify(headed(KEYS["k2"], kid="k2"), now=NOW).subject == UUID(ID)


# A name, then the JSON values that it must not have. 253402300800 is the year 10000.
BAD_HEADERS = """
alg ["none", "None", "nOnE", "", "hs256", "HS384", "RS256", "ES256", null, 1, ["HS256"], {}]
kid ["../../dev/null", "k1' OR '1'='1", "https://evil.example/k1", "k2", "K1", "k1 ", " k1"]
kid ["k1\\u0000", "", null, true, 1, ["k1"], {"k1": "k1"}, [["k1"]], "(left out)"]
typ ["JWT", "AT+JWT", "at+jwt ", "application/at+jwt", "rt+jwt", null, [], "(left out)"]
jku ["https://evil.example/jwks"]
x5u ["https://evil.example/x5u"]
x5c [["MIIB"]]
jwk [{"kty": "oct", "k": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}]
crit [["exp"], [], null]
zip ["DEF"]
enc ["A256GCM"]
b64 [false, true]
cty ["JWT"]
"""
BAD_CLAIMS = """
aud ["apis", "", null, ["api"], ["api", "x"], {"api": 1}, "(left out)"]
iss ["uss", "US", "", null, ["us"], "(left out)"]
exp [null, "1936000000", 1936000000.0, true, [1936000000], 0, -1, 100000000000000000000, [], {}]
exp [Infinity, -Infinity, NaN, 253402300800, 9007199254740993.0, "(left out)"]
iat [null, "1", true, 1.5, Infinity, -100000000000000, 253402300800, "(left out)"]
nbf [0, 4102444800, null]
sub ["", "me", null, 7, [], "\\ud800", "(left out)", "0197F0A0-0000-7000-8000-00000000000A"]
sid ["0197f0a00000700080000000000000aa", "{0197f0a0-0000-7000-8000-00000000000a}", "(left out)"]
jti ["urn:uuid:0197f0a0-0000-7000-8000-00000000000a", " 0197f0a0-0000-7000-8000-00000000000a"]
jti ["(left out)", null, ["0197f0a0-0000-7000-8000-00000000000a"]]
scope ["admin"]
"""


def table(text: str) -> list[tuple[str, Any]]:
    rows = (line.split(" ", 1) for line in text.strip().splitlines())
    return [(name, value) for name, values in rows for value in json.loads(values)]


@pytest.mark.parametrize(("name", "value"), table(BAD_HEADERS))
def test_headers_that_are_not_ours(name: str, value: Any) -> None:
    for key in (KEY, b"", b"null", KEYS["k2"] if value != "k2" else KEY):
        refused(headed(key, **{name: value}))


@pytest.mark.parametrize(("name", "value"), table(BAD_CLAIMS))
def test_claims_that_are_not_ours_even_well_signed(name: str, value: Any) -> None:
    refused(claiming(**{name: value}))


def test_times_that_do_not_fit_each_other_or_now() -> None:
    for exp in (IAT, IAT - 1, IAT - 10**9):
        refused(claiming(exp=exp))
    assert signer().verify(claiming(iat=IAT + 60), now=NOW)
    refused(claiming(iat=IAT + 61))
    for number in ("1e999", "-0.0", f"{EXP}.0", f"{EXP}e0", "9" * 2800):
        refused(raw(WHOLE.replace(str(EXP), number)))
    past = claiming(iat=IAT - 900, exp=IAT - 1)
    with pytest.raises(TokenExpired):
        signer().verify(past, now=NOW)
    for token in (past + "=", claiming(iat=IAT - 9, exp=IAT - 1, aud="x"), past[:-4] + "AAAA"):
        refused(token)


def test_public_keys_are_no_secrets_and_other_algorithms_no_option() -> None:
    pem, der, ssh = form.Encoding.PEM, form.Encoding.DER, form.Encoding.OpenSSH
    pairs = (
        ("RS256", rsa.generate_private_key(public_exponent=65537, key_size=2048)),
        ("ES256", ec.generate_private_key(ec.SECP256R1())),
    )
    for alg, private in pairs:
        refused(jwt.encode(CLAIMS, private, alg, HEADER | {"alg": alg}))
        public, info = private.public_key(), form.PublicFormat.SubjectPublicKeyInfo
        file = public.public_bytes(pem, info)
        bare = b"".join(file.splitlines()[1:-1])
        openssh = public.public_bytes(ssh, form.PublicFormat.OpenSSH)
        for key in (file, file.strip(), bare, public.public_bytes(der, info), openssh):
            for named in ("HS256", "RS256", "ES256", alg):
                refused(headed(key, alg=named))
    refused(headed(hash_name="sha512", alg="HS512"))
    refused(headed(hash_name="sha512"))
    refused(f"{b64(varied(HEADER, {'alg': 'none'}))}.{BODY}.")


def test_json_is_read_once_and_strictly() -> None:
    doubled = ('"sub": 1', f'"sub": "{ID}"', '"s\\u0075b": "x"', '"exp": 4102444800')
    for extra in doubled:
        refused(raw(WHOLE[:-1] + f", {extra}}}"))
        refused(raw(f"{{{extra}, {WHOLE[1:]}"))
    for first in (b'"alg":"none"', b'"kid":"k2"', b'"k\\u0069d":"k2"', b'"alg":"HS256"'):
        refused(sealed(b"{" + first + b"," + varied(HEADER, {})[1:], varied(CLAIMS, {})))
    for text in ("", "null", "[]", "7", '"x"', "{}", "{", f"[{WHOLE}]", WHOLE + "x"):
        refused(raw(text))
        refused(sealed(text.encode(), WHOLE.encode()))
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
        refused(raw(WHOLE.encode(encoding)))
    refused(raw(WHOLE.encode() + b"\xff"))


def test_deep_and_large_tokens_are_refused() -> None:
    deep = b'{"a":' * 500 + b"[" * 500
    refused(b64(b"[" * 1000) + ".e30.x")
    refused(f"{b64(b'[' * 1340)}.{BODY}.{CODE}")
    refused(sealed(deep, b"{}"))
    refused(raw(b"[" * 2900))
    refused(GOOD + "A" * 2**20)
    refused("." * 2**20)


def test_a_token_has_one_text() -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for bits in (1, 2, 3):  # of the last character, only the upper four are part of the bytes
        refused(GOOD[:-1] + alphabet[alphabet.index(GOOD[-1]) ^ bits])
    for bit in ("=", "==", "!!", " ", "\n", "\r\n", "\0", ".", "A", "AAAA", *"é．\ud800🔑\u200b"):
        for token in (
            GOOD + bit,
            bit + GOOD,
            GOOD.replace(".", f"{bit}."),
            GOOD[:9] + bit + GOOD[9:],
        ):
            refused(token)
    for text in (
        "",
        "HEAD",
        "HEAD.BODY",
        "HEAD.BODY.",
        ".BODY.CODE",
        "HEAD..CODE",
        "HEAD．BODY．CODE",
    ):
        refused(text.replace("HEAD", HEAD).replace("BODY", BODY).replace("CODE", CODE))
    for token in (f"{BODY}.{HEAD}.{CODE}", f"{HEAD}.{BODY}.{BODY}.{BODY}.{CODE}", f"Bearer {GOOD}"):
        refused(token)
    for token in (".", "..", "...", GOOD.upper(), GOOD[::-1], json.dumps({"payload": BODY})):
        refused(token)


def garbled(dice: random.Random, token: str) -> str:
    """One to three strokes on the text, unsigned."""
    signs = "AQgw09-_=+/.! \n\x00éZ\ud800"
    for _ in range(dice.randint(1, 3)):
        at, length = dice.randrange(len(token) + 1), dice.randint(0, 3)
        piece = "".join(dice.choices(signs, k=dice.randint(0, 3)))
        other = dice.choice((piece, piece.swapcase(), token[:at][-length:].swapcase(), token[at:]))
        token = token[:at] + other + token[at + length :] if other else token[:at] + token[at + 1 :]
    return token


def resealed(dice: random.Random) -> tuple[str, bool]:
    """A well-signed token with one change in it, and whether it is still ours to accept."""
    kid = dice.choice(list(KEYS))
    fair = {"sub": str(UUID(int=dice.getrandbits(128))), "iat": IAT + dice.randint(-99, 60)}
    fair |= {"exp": dice.randint(IAT + 61, EXP), "jti": str(UUID(int=dice.getrandbits(128)))}
    name = dice.choice(("fair", "header", "claim"))
    foul_header = dict([dice.choice(table(BAD_HEADERS))]) if name == "header" else {}
    foul_claim = dict([dice.choice(table(BAD_CLAIMS))]) if name == "claim" else {}
    if foul_header.get("kid") == "k2":
        kid = "k1"
    claims = list((CLAIMS | fair | foul_claim).items())
    dice.shuffle(claims)
    header = varied(HEADER | {"kid": kid}, foul_header)
    return sealed(header, varied(dict(claims), {}), KEYS[kid]), name == "fair"


def oracle(token: str) -> dict[str, Any] | None:
    """What PyJWT, asked as strictly as it can be, says of a token at the frozen time."""
    asked: Any = {"algorithms": ["HS256"], "audience": "api", "issuer": "us"}
    try:
        key = KEYS[jwt.get_unverified_header(token)["kid"]]
        options: Any = {"require": list(CLAIMS), "strict_aud": True}
        jwt.decode(token, key, options=options | {"verify_exp": False}, leeway=60, **asked)
        return dict(jwt.decode(token, key, options=options | {"verify_iat": False}, **asked))
    except Exception:
        return None


def as_jwt(claims: AccessClaims) -> dict[str, Any]:
    times = {"iat": int(claims.issued_at.timestamp()), "exp": int(claims.expires_at.timestamp())}
    ids = {"sub": str(claims.subject), "sid": str(claims.session), "jti": str(claims.jti)}
    return {"iss": "us", "aud": "api"} | ids | times


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("rounds", [CALM, pytest.param(CAMPAIGN, marks=pytest.mark.campaign)])
def test_mutations_beside_another_library(rounds: int) -> None:
    """What we accept, PyJWT accepts and reads alike; what we alone refuse was made to be foul."""
    seed = int(os.environ.get("SHEQU_FUZZ_SEED") or secrets.randbits(32))
    print(f"SHEQU_FUZZ_SEED={seed}")  # noqa: T201 - to repeat the run
    dice, by, met = random.Random(seed), signer(), Counter[str]()
    for _ in range(rounds):
        token, ours = resealed(dice)
        if dice.random() < 0.6:
            original, held = token, ours
            token = garbled(dice, token)
            ours = held and token == original
        theirs = oracle(token)
        try:
            claims = by.verify(token, now=NOW)
        except TokenInvalid:
            assert not ours, (seed, token)
            met["refused by both" if theirs is None else "refused by us alone"] += 1
        else:
            assert ours, (seed, token)
            assert as_jwt(claims) == theirs, (seed, token)
            met["accepted by both"] += 1
    print(dict(met))  # noqa: T201 - part of the report
    assert min(met.values()) > rounds // 50, (seed, met)
