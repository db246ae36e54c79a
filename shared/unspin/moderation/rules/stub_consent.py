"""Cookie walls."""

from typing import ClassVar

from unspin.moderation.phrases import StubRule


class StubConsent(StubRule):
    """A request to accept cookies, or to choose what is tracked, where the article should be.

    A phrase counts where it opens its sentence: an article about such pages reports it further inside.
    """

    kind: ClassVar[str] = "stub.consent"
    data: ClassVar[str] = "stub_consent"
