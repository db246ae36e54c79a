"""Pages that wait for a script."""

from typing import ClassVar

from unspin.moderation.phrases import StubRule


class StubScript(StubRule):
    """A request to switch on JavaScript, to use another browser, or to switch off a blocker of ads.

    A phrase counts where it opens its sentence: an article about such pages reports it further inside.
    """

    kind: ClassVar[str] = "stub.script"
    data: ClassVar[str] = "stub_script"
