"""Proposals and rules as they are shown: names masked, nothing that is sealed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.showing import Showcase
from shequ_api.base.people.models import Person
from shequ_api.features.charity_grants import queries
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.features.charity_grants.rules import (
    FORM_TITLES,
    PROOF_TITLES,
    STATE_TITLES,
    DeliveryProof,
    GrantForm,
    ProposalState,
)
from shequ_api.features.charity_grants.schemas import (
    MyGrant,
    ProposalView,
    ProposalWords,
)
from shequ_api.features.charity_grants.sealing import opened
from shequ_api.kit.masking import mask_name


def proposal_view(row: Mapping[str, Any]) -> ProposalView:
    """A row of `proposal_lines`."""
    facts = dict(row)
    name, proof = facts.pop("person_name"), facts["proof"]
    return ProposalView(
        **facts,
        **_titles(facts),
        person_name=name and mask_name(name),
        proof_title=PROOF_TITLES[DeliveryProof(proof)] if proof else None,
    )


def my_grant(row: Mapping[str, Any]) -> MyGrant:
    """A row of `grants_to`."""
    return MyGrant(**row, **_titles(row))


def _titles(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "form_title": FORM_TITLES[GrantForm(row["form"])],
        "state_title": STATE_TITLES[ProposalState(row["state"])],
    }


async def shown(session: AsyncSession, proposal: Proposal) -> ProposalView:
    """A proposal as it stands now."""
    await session.flush()
    found = await session.execute(queries.proposal_lines(Proposal.id == proposal.id))
    return proposal_view(dict(found.mappings().one()))


async def in_clear(
    session: AsyncSession, showcase: Showcase, proposal: Proposal, now: datetime
) -> ProposalWords:
    """What is sealed of a proposal; whoever asks has noted the look."""
    told = opened(session, proposal.id, "told", proposal.told_sealed)
    proven = opened(session, proposal.id, "proven", proposal.proven_sealed)
    ended = opened(session, proposal.id, "reason", proposal.reason_sealed)
    person = await session.get(Person, proposal.person_id) if proposal.person_id else None
    photos = (await session.execute(queries.photos_of(proposal.id))).all()
    return ProposalWords(
        id=proposal.id,
        person_name=person.name if person else None,
        need=told.get("need"),
        use=told.get("use"),
        receiver_name=proven.get("receiver"),
        witness_name=proven.get("witness"),
        end_reason=ended.get("reason"),
        need_photos=[showcase.view(file, now) for file, proves in photos if not proves],
        delivery_photos=[showcase.view(file, now) for file, proves in photos if proves],
    )
