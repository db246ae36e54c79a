"""Error pages."""

from typing import ClassVar

from unspin.moderation.phrases import StubRule


class StubError(StubRule):
    """The message of a server, or of a site that has no such page: 404, access denied, a check for robots.

    A phrase counts where it opens its sentence: an article about such pages reports it further inside.
    """

    kind: ClassVar[str] = "stub.error"
    data: ClassVar[str] = "stub_error"
