"""E-mail addresses of persons."""

import re
from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from unspin.moderation.personal import PersonalData
from unspin.moderation.reading import Reading, Span

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[^\W_][\w-]{0,62}\.){1,5}[^\W\d_]{2,24}(?![\w-])")
_ROLES = (
    "abuse admin anzeigen ads advertising comms communications contact contacto contato corrections customerservice "
    "desk editor editorial enquiries feedback hello help info inquiries investors jobs kontakt letters mail marketing "
    "media mediarelations news newsdesk newsletter newsroom no-reply noreply office post postmaster pr press presse "
    "pressoffice privacy redaccion redacao redaction redaktion redazione sales service sport sports subscriptions "
    "support team tips webmaster"
)


class PrivacyEmail(PersonalData):
    """An e-mail address of a person. Addresses of a role, such as ``press@`` or ``newsdesk@``, are not."""

    kind: ClassVar[str] = "privacy.email"

    roles: list[str] = Field(_ROLES.split(), description="What stands before the @ of an address of nobody's own.")

    def spans(self, reading: Reading) -> Iterator[Span]:
        """Yield where addresses stand."""
        if "@" not in reading.searched:
            return
        roles = set(self.roles)
        for found in _EMAIL.finditer(reading.searched):
            local = found[0].partition("@")[0].lower()
            if local not in roles and local.replace(".", "").replace("-", "").replace("_", "") not in roles:
                yield Span(*found.span())
