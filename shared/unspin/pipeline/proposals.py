"""What people learned from reviewing, as proposals to change the policy: kept, listed, made a draft when somebody asks.

None takes effect by itself. A proposal's id follows from what it proposes, so that several reviews that teach the same
make it weightier, and not longer.
"""

import hashlib
from dataclasses import replace
from itertools import count

from pydantic import ValidationError

from unspin.errors import Refused, TransientError
from unspin.moderation.form import Lists
from unspin.moderation.policy import Policy
from unspin.moderation.policy_edit import Addition, Kind, Section, with_additions
from unspin.pipeline.policies import draft
from unspin.pipeline.rulings import Hand
from unspin.pipeline.services import Services
from unspin.stored import Proposal, ProposalState, Voice

ATTEMPTS = 10  # of a write that others came before
# Kept of a proposal, the last ones. Each may hold 12,000 bytes, an item 409,600; fifty in Latin hold 110,000.
VOICES, BYTES = 50, 300_000


def propose(
    section: Section, kind: Kind, value: str | None, article_id: str, services: Services, hand: Hand
) -> Proposal:
    """Propose to allow or deny a phrase, or a site: that of the article, unless a *value* is given.

    Raises:
        Refused: There is no such article, or the value is no site or phrase that a policy can name.
    """
    entry = services.index.entries([article_id]).get(article_id)
    if entry is None or entry.withdrawn is not None:
        raise Refused(f"there is no article {article_id}")
    wanted = _checked(kind, value or entry.site)
    voice = Voice(hand.by, services.clock.now(), article_id, hand.note)
    name = _id(section, kind, wanted)
    for _ in range(ATTEMPTS):
        held = services.index.proposal(name) or Proposal(name, section, kind, wanted, "open", ())
        voices = _last((*held.voices, voice))
        # What was dismissed, or is in a draft that was dropped, is proposed anew by whoever says so again.
        if services.index.put_proposal(replace(held, state="open", voices=voices)):
            return replace(held, state="open", voices=voices, version=held.version + 1)
    raise _busy(name)


def proposals(services: Services, state: ProposalState = "open") -> list[Proposal]:
    """Return the proposals in that state, those that most people made first."""
    found = services.index.proposals(state)
    return sorted(found, key=lambda each: (-len(each.voices), each.proposal_id))


def dismiss(proposal_id: str, services: Services, hand: Hand) -> Proposal:
    """Put a proposal aside.

    Raises:
        Refused: There is none of that id.
    """
    return _moved(proposal_id, "dismissed", services, Voice(hand.by, services.clock.now(), None, hand.note))


def draft_from(proposal_ids: list[str], services: Services, hand: Hand) -> Policy:
    """Make a draft of the proposals, on top of the draft that there is, or else of the live policy.

    Raises:
        Refused: There is no such proposal.
        PolicyError: Together they are no usable policy: one is allowed and denied, for example.
    """
    found = [_held(name, services) for name in proposal_ids]
    in_force = services.policies.current()
    additions = [Addition(each.section, each.kind, each.value) for each in found]
    policy = with_additions(in_force.draft or in_force.live, additions, version=_version(services))
    draft(policy, services, by=hand.by, note=hand.note)
    for each in found:
        _moved(each.proposal_id, "drafted", services, Voice(hand.by, services.clock.now(), None, hand.note))
    return policy


def _moved(proposal_id: str, state: ProposalState, services: Services, voice: Voice) -> Proposal:
    for _ in range(ATTEMPTS):
        held = _held(proposal_id, services)
        if services.index.put_proposal(replace(held, state=state, voices=_last((*held.voices, voice)))):
            return replace(held, state=state, version=held.version + 1)
    raise _busy(proposal_id)


def _last(voices: tuple[Voice, ...]) -> tuple[Voice, ...]:
    """Return as many of the last voices as are kept."""
    last = voices[-VOICES:]
    sizes = [len(f"{voice.by}{voice.note}".encode("utf-8", "surrogatepass")) for voice in last]
    return tuple(voice for number, voice in enumerate(last) if sum(sizes[number:]) <= BYTES)


def _held(proposal_id: str, services: Services) -> Proposal:
    found = services.index.proposal(proposal_id)
    if found is None:
        raise Refused(f"there is no proposal {proposal_id}")
    return found


def _checked(kind: Kind, value: str) -> str:
    try:
        return str(getattr(Lists.model_validate({kind: [value]}), kind)[0])
    except ValidationError as error:
        raise Refused(f"{value!r} cannot stand among the {kind} of a policy: {error.errors()[0]['msg']}") from error


def _version(services: Services) -> str:
    """Return a name that no policy has yet: the day, and a number where one needs it."""
    day, kept = services.clock.now()[:10], services.policies.kept.versions()
    names = (day if number == 1 else f"{day}.{number}" for number in count(1))
    return next(name for name in names if not any(version.startswith(f"{name}-") for version in kept))


def _id(section: Section, kind: Kind, value: str) -> str:
    return hashlib.blake2b(f"{section}\0{kind}\0{value}".encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _busy(name: str) -> TransientError:
    return TransientError(f"proposal {name}: others kept writing it in {ATTEMPTS} attempts")
