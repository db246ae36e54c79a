"""Which policy decides, who chose it, and what happens if it cannot be used."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any

import pytest

from unspin.adapters.memory import MemoryPolicies
from unspin.errors import InvalidCursor, PolicyError, TransientError
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.pipeline.in_force import FRESH_S, PolicySource
from unspin.pipeline.policies import draft, drop_draft, find, list_policies, publish, roll_back
from unspin.pipeline.services import Services
from unspin.ports import StoredPolicyState
from unspin.runtime import embedded
from unspin.stored import PolicyChange, PolicyState

WHY = {"by": "ada", "note": "because"}


def policy(name: str, rules: str = "") -> Policy:
    return read_policy(f"version: {name}\nactions: {{}}\nrules: {{{rules}}}", name=name)


def kept(services: Services) -> Any:
    return services.policies.kept


def test_the_policy_that_comes_with_unspin_decides_until_somebody_chooses() -> None:
    services = embedded()

    assert services.policy == default_policy()
    assert list_policies(services).in_force == default_policy().version


def test_two_contents_never_share_a_version() -> None:
    one, other = policy("a"), policy("a", "length.minimum: {}")

    assert one.version != other.version
    assert one.version.startswith("a-")
    assert policy("a").version == one.version


def test_a_version_that_is_taken_by_another_text_is_refused() -> None:
    services = embedded()
    kept(services).keep(policy("a").version, "something else")

    with pytest.raises(PolicyError, match="give this one a version of its own"):
        publish(policy("a"), services, **WHY)


@pytest.mark.parametrize("name", ["a b", "a/b", "", "-a", "ü", "a" * 61])
def test_a_version_can_be_the_name_of_an_object(name: str) -> None:
    with pytest.raises(PolicyError, match="version"):
        read_policy(f"version: {name!r}\nactions: {{}}\nrules: {{}}", name="p")


def test_a_published_policy_decides_and_who_chose_it_is_known() -> None:
    services = embedded()

    change = publish(policy("a"), services, **WHY)

    assert services.policy == policy("a")
    assert (change.kind, change.version, change.by, change.note) == (
        "published",
        policy("a").version,
        "ada",
        "because",
    )
    assert list_policies(services).changes == [change]


def test_a_published_draft_is_no_draft_any_more() -> None:
    services = embedded()
    draft(policy("a"), services, **WHY)
    assert services.policies.current().draft == policy("a")
    assert services.policy == default_policy()

    publish(policy("a"), services, **WHY)

    assert services.policies.current().draft is None


def test_another_draft_stays_when_something_else_is_published() -> None:
    services = embedded()
    draft(policy("a"), services, **WHY)
    publish(policy("b"), services, **WHY)
    assert services.policies.current().draft == policy("a")

    drop_draft(services, **WHY)

    assert services.policies.current().draft is None


def test_going_back_twice_goes_back_two_steps() -> None:
    services = embedded()
    for name in "abc":
        publish(policy(name), services, **WHY)

    decided = [roll_back(services, **WHY).version for _ in range(3)]

    assert decided == [policy("b").version, policy("a").version, None]
    assert services.policy == default_policy()
    with pytest.raises(PolicyError, match="nothing to go back to"):
        roll_back(services, **WHY)


def test_one_goes_back_to_any_policy_that_is_kept() -> None:
    services = embedded()
    for name in "abc":
        publish(policy(name), services, **WHY)

    roll_back(services, to=find("a-", services), **WHY)

    assert services.policy == policy("a")
    assert roll_back(services, **WHY).version is None


def test_of_two_people_who_publish_at_the_same_time_nobody_is_lost() -> None:
    services = embedded()
    racing = Racing(services.policies.kept, lambda: publish(policy("b"), services, **WHY))
    late = replace(services, policies=PolicySource(racing))  # type: ignore[arg-type]

    publish(policy("a"), late, **WHY)

    assert [change.version for change in list_policies(services).changes] == [policy("a").version, policy("b").version]


@pytest.mark.parametrize(
    ("name", "told"),
    [("x", "there is no policy x"), ("a-", "2 policies are called a-"), ("draft", "there is no draft")],
)
def test_a_name_that_means_no_policy_or_several_is_refused(name: str, told: str) -> None:
    services = embedded()
    publish(policy("a"), services, **WHY)
    publish(policy("a", "length.minimum: {}"), services, **WHY)

    with pytest.raises(PolicyError, match=told):
        find(name, services)


def test_names_of_policies() -> None:
    services = embedded()
    publish(policy("a"), services, **WHY)
    draft(policy("b"), services, **WHY)

    assert find("live", services) == find("a", services) == policy("a")
    assert find("draft", services) == policy("b")
    assert find("default", services) == find(default_policy().version, services) == default_policy()


# --- what cannot be used


def broken(services: Services, version: str = "x-00000000", text: str = "version: x\nrules: 5") -> None:
    """Somebody writes to the bucket by hand."""
    kept(services).keep(version, text)
    stored = kept(services).state()
    change = PolicyChange("published", version, "", "", "")
    kept(services).put_state(replace(stored.state, live=version, changes=(*stored.state.changes, change)), stored.tag)


def test_a_bad_policy_is_refused_with_its_line_and_the_last_good_one_stays() -> None:
    services = embedded()
    publish(policy("a"), services, **WHY)
    publish(policy("b"), services, **WHY)
    broken(services)

    in_force = services.policies.current()
    afresh = PolicySource(kept(services)).current()

    assert in_force.live == afresh.live == policy("b")
    assert "line 2: rules" in in_force.refused["x-00000000"]


def test_a_refused_policy_shows_in_the_list() -> None:
    services = embedded()
    publish(policy("b"), services, **WHY)
    broken(services)

    found = {each.version: each for each in list_policies(services).policies}

    assert found["x-00000000"].is_live
    assert not found["x-00000000"].is_in_force
    assert "line 2" in (found["x-00000000"].problem or "")
    assert found[policy("b").version].is_in_force
    assert list_policies(services).in_force == policy("b").version


def test_of_many_policies_a_page_is_read_those_that_play_a_part_first() -> None:
    services = embedded()
    for number in range(120):
        kept(services).keep(policy(f"p{number:03}").version, policy(f"p{number:03}").text)
    publish(policy("x-live"), services, **WHY)
    draft(policy("y-draft"), services, **WHY)
    texts, read = kept(services).text, []
    kept(services).text = lambda version: read.append(version) or texts(version)

    cursor, pages, most = None, [], 0
    while cursor is not None or not pages:
        read.clear()
        pages.append(list_policies(services, limit=50, cursor=cursor))
        most = max(most, len(read))
        cursor = pages[-1].next

    parts = {policy("x-live").version, policy("y-draft").version, default_policy().version}
    versions = [each.version for page in pages for each in page.policies]
    assert [len(page.policies) for page in pages] == [50, 50, 23]
    assert most <= 52, "a text for each line, and the two in force"
    assert parts <= {each.version for each in pages[0].policies}
    assert sorted(versions) == sorted({*kept(services).versions(), *parts})
    assert all(page.policies == sorted(page.policies, key=lambda each: each.version) for page in pages)
    with pytest.raises(InvalidCursor):
        list_policies(services, cursor="other")


@pytest.mark.parametrize(("version", "told"), [("gone-00000000", "there is no policy"), ("b-00000000", "altered")])
def test_what_is_gone_or_altered_is_refused(version: str, told: str) -> None:
    services = embedded()
    broken(services, version, policy("b").text)
    if told == "there is no policy":
        kept(services)._texts.clear()

    assert services.policy == default_policy()
    assert told in services.policies.refused[version]


def test_a_refused_policy_decides_once_it_is_mended_in_its_place() -> None:
    services = embedded()
    broken(services, policy("b").version, "version: b\nrules: 5")
    assert services.policy == default_policy()

    kept(services)._texts[policy("b").version] = policy("b").text

    assert services.policy == policy("b")
    assert services.policies.refused == {}


# --- how often the bucket is asked


@dataclass
class Asked:
    """Counts the requests for the choice; may be out of order or damaged, or answer the first one late."""

    real: Any
    is_down: bool = False
    is_damaged: bool = False
    answered: Event | None = None
    goes_on: Event | None = None
    asked: list[str | None] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def state(self, tag: str | None = None) -> StoredPolicyState | None:
        self.asked.append(tag)
        if self.is_down:
            raise TransientError("slow down")
        if self.is_damaged:
            raise PolicyError("no choice")
        found: StoredPolicyState | None = self.real.state(tag)
        if self.answered and self.goes_on and not self.answered.is_set():
            self.answered.set()
            self.goes_on.wait(5)
        return found


@dataclass
class Racing:
    """Somebody else chooses between our look and our choice, once."""

    real: Any
    act: Callable[[], Any] | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def put_state(self, state: PolicyState, tag: str | None) -> bool:
        act, self.act = self.act, None
        if act:
            act()
        done: bool = self.real.put_state(state, tag)
        return done


def test_the_bucket_is_asked_once_a_minute_however_many_articles_come() -> None:
    now = [0.0]
    policies = Asked(MemoryPolicies())
    services = replace(embedded(), policies=PolicySource(policies, clock=lambda: now[0]))
    publish(policy("a"), services, **WHY)
    policies.asked.clear()

    for _ in range(100):
        assert services.pinned().policy == policy("a")
    now[0] += FRESH_S
    for _ in range(100):
        services.pinned()

    first, second = policies.asked
    assert first is None
    assert second is not None  # as it was read: an answer without content


def test_one_article_is_decided_by_one_policy() -> None:
    services = embedded()
    pinned = services.pinned()

    publish(policy("a"), services, **WHY)

    assert pinned.pinned().policy == default_policy()
    assert services.pinned().policy == policy("a")


def test_while_the_bucket_is_out_of_order_the_last_good_policy_stays() -> None:
    policies = Asked(MemoryPolicies())
    source = PolicySource(policies, fresh_s=0)
    publish(policy("a"), replace(embedded(), policies=source), **WHY)
    assert source.current().live == policy("a")
    policies.is_down = True

    assert source.current().live == policy("a")
    with pytest.raises(TransientError):
        PolicySource(policies).current()


def test_a_choice_that_was_damaged_and_is_put_back_as_it_was_counts_again() -> None:
    policies = Asked(MemoryPolicies())
    services = replace(embedded(), policies=PolicySource(policies, fresh_s=0))
    publish(policy("a"), services, **WHY)
    draft(policy("b"), services, **WHY)
    assert services.pinned().draft == policy("b")
    policies.is_damaged = True
    assert services.pinned().draft is None
    assert services.policies.refused != {}

    policies.is_damaged = False  # an earlier version of the object in its place: the same bytes, the same tag

    assert services.pinned().draft == policy("b")
    assert services.policies.refused == {}


def test_a_choice_counts_at_once_for_who_made_it_though_another_thread_was_looking_up() -> None:
    policies = Asked(MemoryPolicies())
    services = replace(embedded(), policies=PolicySource(policies))
    policies.answered, policies.goes_on = Event(), Event()
    with ThreadPoolExecutor(2) as pool:
        looking = pool.submit(services.policies.current)
        assert policies.answered.wait(5)  # with what was chosen before
        choosing = pool.submit(publish, policy("a"), services, **WHY)
        wait([choosing], 0.2)  # it may have to wait for the look-up
        policies.goes_on.set()
        looking.result(5)
        choosing.result(5)

    assert services.policies.current().live == policy("a")


def test_policies_that_articles_were_decided_by_are_read_once() -> None:
    services = embedded()
    publish(policy("a"), services, **WHY)
    publish(policy("b"), services, **WHY)

    found = services.policy_of(policy("a").version)

    assert found == policy("a")
    assert services.policy_of(policy("a").version) is found
    assert services.policy_of("nothing-00000000") is None


def test_threads_that_ask_at_the_same_moment_are_answered_alike_by_one_look_up() -> None:
    services = embedded()
    publish(policy("a"), services, **WHY)
    policies = Slow(kept(services))
    source = PolicySource(policies)  # type: ignore[arg-type]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: source.current().live.version, range(4)))

    assert found == [policy("a").version] * 4
    assert policies.asked == 1


@dataclass
class Slow:
    """A bucket of policies that takes its time to answer."""

    policies: Any
    asked: int = 0

    def state(self, tag: str | None = None) -> StoredPolicyState | None:
        self.asked += 1
        time.sleep(0.05)
        found: StoredPolicyState | None = self.policies.state(tag)
        return found

    def text(self, version: str) -> str | None:
        found: str | None = self.policies.text(version)
        return found
