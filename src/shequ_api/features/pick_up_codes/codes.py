"""Pick-up codes: six signs that name an order, five by which a stall knows them, one of check.

The order's number lies in its row; the proof lies nowhere. It is the HMAC of the number and of what
is to be handed over, under a key of the stall's and of the last day of the pick-up. A device of the
stall is given the keys of the days to come: without a network it finds the key under which a code
holds, and with it until when; for what is over it has no key. See docs/decisions/0050.
"""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from shequ_api.kit.clock import china_date
from shequ_api.kit.crypto import KEY_BYTES, KeyRing, mac
from shequ_api.kit.short_codes import SIGNS

NUMBER_SIGNS, PROOF_SIGNS = 6, 5
LENGTH = NUMBER_SIGNS + PROOF_SIGNS + 1


class PickUpCode(NamedTuple):
    """What a typed or scanned code says."""

    number: str
    proof: str


def last_day_of(pick_up_until: datetime) -> date:
    """The last day, in China, on which something can still be fetched."""
    return china_date(pick_up_until - timedelta(microseconds=1))


def fresh_number() -> str:
    """Six signs, drawn by lot: one of 729 million."""
    return "".join(secrets.choice(SIGNS) for _ in range(NUMBER_SIGNS))


def check_sign(signs: str) -> str:
    """Luhn's sign, modulo our alphabet: another sign anywhere changes it, and nearly every pair
    that changed places (ISO/IEC 7812-1 annex B, for 30 signs instead of ten)."""
    base, total = len(SIGNS), 0
    for place, sign in enumerate(reversed(signs)):
        doubled = SIGNS.index(sign) * (2 - place % 2)
        total += doubled // base + doubled % base
    return SIGNS[-total % base]


def proof_of(key: bytes, number: str, goods_id: UUID, quantity: int) -> str:
    """Five signs for a number and what is to be handed over for it, by one key of a stall."""
    code = int.from_bytes(mac(key, f"{number}/{goods_id}/{quantity}".encode(), KEY_BYTES), "big")
    signs = []
    for _ in range(PROOF_SIGNS):
        code, rest = divmod(code, len(SIGNS))
        signs.append(SIGNS[rest])
    return "".join(signs)


def shown(code: PickUpCode) -> str:
    """As people read it: `K7WM-2PXD-9QRT`."""
    signs = code.number + code.proof
    signs += check_sign(signs)
    return "-".join(signs[at : at + 4] for at in range(0, LENGTH, 4))


def code_in(said: str) -> PickUpCode | None:
    """The code in what was typed or scanned; None where no code reads so. Small letters, gaps and
    full width are fine; a scanned one may say more behind a slash."""
    folded = unicodedata.normalize("NFKC", said.partition("/")[0])
    signs = "".join(sign for sign in folded if sign.isalnum()).upper()
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return None
    if check_sign(signs[:-1]) != signs[-1]:
        return None
    return PickUpCode(signs[:NUMBER_SIGNS], signs[NUMBER_SIGNS:-1])


def digest_of(said: str) -> bytes:
    """By what it is told that a code was sent before: 32 bytes, the same for its every spelling."""
    code = code_in(said)
    return hashlib.sha256((shown(code) if code else said).encode("utf-8")).digest()


class StallKeys:
    """The keys of stalls, for each last day of a pick-up; those of a changed secret keep holding
    for as long as it is kept."""

    def __init__(self, ring: KeyRing) -> None:
        keys = ring.derived("redemptions/stall")
        newest = keys.pop(ring.current)
        self._secrets = [newest, *keys.values()]

    def of(self, organisation_id: UUID, last_day: date) -> list[bytes]:
        """The keys of a stall for one day, 32 bytes each; new codes are under the first."""
        said = organisation_id.bytes + last_day.isoformat().encode()
        return [mac(secret, said, KEY_BYTES) for secret in self._secrets]

    def code_of(
        self, organisation_id: UUID, last_day: date, number: str, goods_id: UUID, quantity: int
    ) -> PickUpCode:
        """The whole code of an order."""
        key = self.of(organisation_id, last_day)[0]
        return PickUpCode(number, proof_of(key, number, goods_id, quantity))

    def holds(
        self,
        code: PickUpCode,
        organisation_id: UUID,
        last_day: date,
        goods_id: UUID,
        quantity: int,
    ) -> bool:
        """Whether a code is that of the order that it names."""
        proofs = [
            proof_of(key, code.number, goods_id, quantity)
            for key in self.of(organisation_id, last_day)
        ]
        return any(hmac.compare_digest(proof, code.proof) for proof in proofs)
