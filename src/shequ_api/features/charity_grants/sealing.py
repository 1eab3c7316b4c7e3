"""What is sealed of a proposal: each text bound to its row and column."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.charity_grants.models import Proposal
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.sealed import Sealed

SEALED = (
    Sealed(Proposal.told_sealed, "told"),
    Sealed(Proposal.proven_sealed, "proven"),
    Sealed(Proposal.reason_sealed, "reason"),
)


def seal(session: AsyncSession, proposal_id: UUID, column: str, words: dict[str, Any]) -> bytes:
    """Words of a proposal, sealed for one of its columns."""
    text = json.dumps(words, ensure_ascii=False)
    return _cipher(session).seal(text, binding=_binding(proposal_id, column))


def opened(
    session: AsyncSession, proposal_id: UUID, column: str, sealed: bytes | None
) -> dict[str, Any]:
    """The words in clear; none where nothing is kept."""
    if sealed is None:
        return {}
    text = _cipher(session).open(sealed, binding=_binding(proposal_id, column))
    words: dict[str, Any] = json.loads(text)
    return words


def _cipher(session: AsyncSession) -> FieldCipher:
    parts: Parts = session.info["parts"]
    return parts.get(FieldCipher)


def _binding(proposal_id: UUID, column: str) -> str:
    return f"{Proposal.__tablename__}/{proposal_id}/{column}"
