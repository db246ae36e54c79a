"""Something is added to a policy's lists, and all else stays as its author wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.errors import PolicyError
from unspin.moderation.policy import default_policy, read_policy
from unspin.moderation.policy_edit import Addition, with_additions

HEAD = 'version: "1" # the first\nactions: {}\nrules: {}\n'
SITE = Addition("deny", "sites", "spun.example")


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "# nothing is denied yet\n",
        "deny: {}\n",
        "deny: {phrases: [buy now]}\n",
        "deny: {sites: []}\n",
        "deny: {sites: [old.example]} # they know why\n",
        "deny: {sites: [old.example, ]}\n",
        "deny: {\n  sites: [\n    old.example, # since May\n  ],\n}\n",
        "deny:\n  phrases: [buy now]\n",
        "deny:\n  sites: [old.example]\n",
        "deny:\n  sites:\n    - old.example # since May\n    # and others\n    - older.example\n",
        "deny:\n  sites:\n  - old.example\n",
        "deny:\n    # of people\n    phrases:\n        - buy now\nallow: {sites: [good.example]}\n",
    ],
)
def test_a_site_is_added_however_the_file_is_written(rest: str) -> None:
    before = read_policy(HEAD + rest, name="before")

    after = with_additions(before, [SITE], version="2")

    assert after.form.deny.sites == ["spun.example", *before.form.deny.sites]
    assert after.form.deny.phrases == before.form.deny.phrases
    assert after.form.version == "2"
    for comment in (line.partition("#")[2] for line in before.text.splitlines()):
        assert comment in after.text


def test_a_policy_that_is_one_line_of_json_can_be_added_to() -> None:
    before = read_policy('{"version": "1", "actions": {}, "rules": {}}', name="before")

    assert with_additions(before, [SITE], version="2").form.deny.sites == ["spun.example"]


def test_several_are_added_and_what_is_there_stays_once() -> None:
    additions = [SITE, Addition("allow", "phrases", 'the "Casino Royale": a film'), SITE]

    after = with_additions(default_policy(), additions, version="2")

    assert after.form.deny.sites == ["spun.example"]
    assert after.form.allow.phrases == ['the "Casino Royale": a film']
    assert after.form.rules == default_policy().form.rules


def test_what_is_allowed_already_is_not_denied_beside_it() -> None:
    before = read_policy(HEAD + "allow: {sites: [spun.example]}\n", name="before")

    with pytest.raises(PolicyError, match=r"spun.example is allowed here, and blocked in deny.sites"):
        with_additions(before, [SITE], version="2")


@given(st.text(min_size=2, max_size=40), st.sampled_from(["", "deny:\n  phrases:\n    - buy now\n"]))
def test_any_phrase_is_added_as_it_is_or_refused(phrase: str, rest: str) -> None:
    before = read_policy(HEAD + rest, name="before")
    try:
        after = with_additions(before, [Addition("deny", "phrases", phrase)], version="2")
    except PolicyError:
        return

    assert after.form.deny.phrases[0] == phrase
