"""Texts that end at a paywall."""

from typing import ClassVar

from unspin.moderation.phrases import StubRule


class StubPaywall(StubRule):
    """A request to pay, subscribe or log in, where the article should be.

    A phrase counts where it opens its sentence: an article about such pages reports it further inside.
    """

    kind: ClassVar[str] = "stub.paywall"
    data: ClassVar[str] = "stub_paywall"
