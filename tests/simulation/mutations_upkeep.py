"""Steps of taking down and of the sweep, switched off: without each, some schedule violates an invariant."""

from dataclasses import replace
from typing import Any

import pytest

from unspin.pipeline import join, rewrite, settle, sweep, take_down, take_in
from unspin.stored import Entry, Withdrawal

NOTHING: dict[str, Any] = dict.fromkeys(("former_paths", "former_keys", "former_links"), ())


def tombstones_are_written_last(patch: pytest.MonkeyPatch) -> None:
    """Everything is removed first: whoever works on the article meanwhile does not find out."""

    def removing_first(article_id: str, services: Any, *, actor: str, reason: str) -> None:
        held, body = services.index.held(article_id)
        if (held is None and body is None) or (held is not None and held.withdrawn is not None):
            return
        tombstone = take_down._tombstone(held, body, Withdrawal(services.clock.now(), actor, reason))
        services.index.unpost(article_id, tombstone.former_keys)
        services.index.remove_links(article_id, [link.other_id for link in services.index.links(article_id)])
        if body is not None:
            services.index.remove_body(body)
        for path in tombstone.former_paths:
            services.clean.erase(path)
        take_down._tell(tombstone, services)
        services.index.put_entry(replace(tombstone, pending=False, **NOTHING))
        settle.settle(article_id, services)

    patch.setattr("tests.simulation.world.take_down", removing_first)


def tombstones_are_final_at_once(patch: pytest.MonkeyPatch) -> None:
    """What was taken down is not looked at again once the workers from before have ended."""
    patch.setattr(sweep, "finish", _lifted)


def _lifted(tombstone: Entry, services: Any) -> bool:
    done = replace(tombstone, revision=tombstone.revision + 1, pending=False, **NOTHING)
    return bool(tombstone.pending and services.index.put_entry(done))


def tombstones_do_not_stop_deliveries(patch: pytest.MonkeyPatch) -> None:
    """A delivery takes an article in, whether it was taken down or not."""
    real = take_in._taken_in

    def unstopped(delivery: Any, services: Any) -> Any:
        held = services.index.held(delivery.article_id)[0]
        if held is not None and held.withdrawn is not None:
            services.index.remove_entry(held)
        return real(delivery, services)

    patch.setattr(take_in, "_taken_in", unstopped)


def nobody_looks_who_was_taken_down(patch: pytest.MonkeyPatch) -> None:
    """Records go on showing what they have in common with an article that is gone."""
    patch.setattr(settle, "_gone", lambda *_: set())


def links_to_what_is_gone_count(patch: pytest.MonkeyPatch) -> None:
    """A verdict stands on links, whether the other article was taken down or not."""
    for module in (rewrite, take_in):
        patch.setattr(module, "links_that_stand", lambda name, services: services.index.links(name))
    patch.setattr(take_in, "those_that_stand", lambda _name, links, *_: list(links))


def members_that_are_gone_stay(patch: pytest.MonkeyPatch) -> None:
    """Nobody leaves a cluster."""
    patch.setattr(settle, "expel", lambda *_, **__: True)
    patch.setattr(join, "expel", lambda *_, **__: True)


def lost_objects_are_not_sent_again(patch: pytest.MonkeyPatch) -> None:
    """The sweep does not look at the raw bucket."""
    patch.setattr(sweep, "_lost", lambda dropped, *_: iter([None] * len(dropped)))
