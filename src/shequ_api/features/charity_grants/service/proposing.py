"""Proposing that a household should get something."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.models import File
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.charity.public import Pool, PoolOver
from shequ_api.features.charity_grants import queries
from shequ_api.features.charity_grants.models import Proposal, ProposalPhoto
from shequ_api.features.charity_grants.rules import GrantForm, ProposalState
from shequ_api.features.charity_grants.sealing import seal
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class PoolElsewhere(Malformed):
    code, title = "pool_elsewhere", "公益池须与住户在同一个社区"


class NotOfThisHousehold(Malformed):
    code, title = "not_of_this_household", "受助人须是这户经核实的住户"


class ProposalForYourOwn(NotNow):
    code, title = "proposal_for_your_own", "不能为自己或自己的住户提名，请由其他同事提名"


async def propose(
    session: AsyncSession,
    actor: Actor,
    dwelling: Place,
    pool: Pool,
    *,
    person_id: UUID | None,
    form: GrantForm,
    need: str,
    use: str,
    points: int,
    photos: Sequence[File],
    now: datetime,
) -> Proposal:
    """A proposal for a household, or for one person of it. Two others have to say so."""
    if pool.community_id != dwelling.community_id:
        raise PoolElsewhere
    if pool.closed_at is not None:
        raise PoolOver
    on = china_date(now)
    if await session.scalar(queries.lives_at(actor.person_id, dwelling.id, on)):
        raise ProposalForYourOwn
    if person_id is not None and not await session.scalar(
        queries.lives_at(person_id, dwelling.id, on)
    ):
        raise NotOfThisHousehold
    proposal = Proposal(
        id=new_id(),
        **located_at(dwelling),
        pool_id=pool.id,
        person_id=person_id,
        form=form,
        points=points,
        state=ProposalState.PROPOSED,
        proposed_by_id=actor.person_id,
        proposed_at=now,
    )
    proposal.told_sealed = seal(session, proposal.id, "told", {"need": need, "use": use})
    session.add(proposal)
    await session.flush()
    keep_photos(session, proposal, photos, of_delivery=False)
    return proposal


def keep_photos(
    session: AsyncSession, proposal: Proposal, photos: Sequence[File], *, of_delivery: bool
) -> None:
    """Hang photos on a proposal, in their order."""
    for position, photo in enumerate(photos):
        session.add(
            ProposalPhoto(
                proposal_id=proposal.id,
                file_id=photo.id,
                district_id=proposal.district_id,
                of_delivery=of_delivery,
                position=position,
            )
        )


async def propose_by_rule(
    session: AsyncSession,
    dwelling: Place,
    pool: Pool,
    *,
    rule_id: UUID,
    month: date,
    person_id: UUID,
    need: str,
    use: str,
    points: int,
    now: datetime,
) -> Proposal:
    """A proposal that no worker made; the same two words are to be said. Once for a rule, month
    and household, by the database."""
    proposal = Proposal(
        id=new_id(),
        **located_at(dwelling),
        pool_id=pool.id,
        person_id=person_id,
        rule_id=rule_id,
        month=month,
        form=GrantForm.POINTS,
        points=points,
        state=ProposalState.PROPOSED,
        proposed_at=now,
    )
    proposal.told_sealed = seal(session, proposal.id, "told", {"need": need, "use": use})
    session.add(proposal)
    return proposal
