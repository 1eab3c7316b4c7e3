"""What other features may ask of codes."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.codes import queries
from shequ_api.features.codes.rules import CodeSigner

__all__ = ["CodeSigner", "place_of_code"]


async def place_of_code(session: AsyncSession, signer: CodeSigner, code: str) -> Place | None:
    """The place of a printed code (25 characters); None where the code is no good. One statement.

    `signer` is the application's part: `Annotated[CodeSigner, Depends(part(CodeSigner))]`.
    """
    return await queries.place_scanned(session, signer, code)
