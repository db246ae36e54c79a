"""What sites repeat, as far as a worker knows: read from the index, and gone on with for a while."""

from collections import OrderedDict
from datetime import datetime, timedelta

from unspin.ports import Index
from unspin.stored import Profile
from unspin.text.site_profile import KEY_BYTES, SiteProfile

KNOWN_FOR_S = 900
MOST_KNOWN = 2_000  # sites

_NOTHING = SiteProfile()


class KnownSites:
    """The profiles read last. None is gone on with for more than a quarter of an hour."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[datetime, SiteProfile]] = OrderedDict()

    def of(self, site: str, index: Index, now: str) -> SiteProfile:
        """Return what *site* repeats, as far as known."""
        moment = datetime.fromisoformat(now)
        held = self._held.pop(site, None)
        if held is None or not timedelta() <= moment - held[0] < timedelta(seconds=KNOWN_FOR_S):
            held = moment, _read(index.profile(site))
        self._held[site] = held
        if len(self._held) > MOST_KNOWN:
            self._held.popitem(last=False)
        return held[1]


def _read(stored: Profile | None) -> SiteProfile:
    if stored is None:
        return _NOTHING
    keys = (stored.keys[at : at + KEY_BYTES] for at in range(0, len(stored.keys), KEY_BYTES))
    return SiteProfile(frozenset(keys), stored.pages)
