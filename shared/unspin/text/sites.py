"""URLs and the sites behind them."""

import re
import unicodedata
from functools import cache
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|srsltid|mc_[ce]id|_ga|_gl"
    r"|ref_src|ref_url|cmpid|ncid|ocid|smid|xtor|at_(?:medium|campaign|custom\d*)|mkt_tok|oly_(?:enc|anon)_id|ito"
    r"|wt_mc|__twitter_impression|amp_js_v|guccounter|guce_referrer(?:_sig)?|ns_(?:mchannel|source|campaign|linkname))",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_HOST = re.compile(r"[^\s/?#@\\]{1,253}")  # no longer name can be looked up (RFC 1035); a site is a key of the index

LONGEST_SITE = 300  # characters
LONGEST_URL = 4_000  # characters; twice what browsers and servers agree on


@cache
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def _split(url: str) -> SplitResult | None:
    """Split an http(s) URL, also one without a scheme; None where there is no host in it."""
    text = url.strip()
    if text.startswith("//"):
        text = "https:" + text
    elif not re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE) or re.match(r"[\w.-]+:\d", text):
        text = "https://" + text
    try:
        parts = urlsplit(text)
        port_is_valid = parts.port is None or parts.port >= 0
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme.lower() not in ("http", "https") or not port_is_valid or not _HOST.fullmatch(host):
        return None
    return parts


def _unescaped(found: re.Match[str]) -> str:
    """Spell one escape the normal way: what needs no escape is written plainly, the rest in capitals."""
    character = chr(int(found[0][1:], 16))
    return character if character.isascii() and (character.isalnum() or character in "-._~") else found[0].upper()


def registered_domain(url: str | None) -> str | None:
    """Return the domain somebody registered: ``bbc.co.uk`` of ``https://www.bbc.co.uk/news``.

    An IP address and a host without a dot stand for themselves; None means that *url* has no host.
    """
    parts = _split(url) if url else None
    if parts is None or parts.hostname is None:
        return None
    host = parts.hostname.rstrip(".").lower()
    if re.fullmatch(r"[0-9.]+|.*:.*", host) or "." not in host:
        return host or None
    return _suffixes().privatesuffix(host) or host


def canonical_url(url: str) -> str:
    """Return the one spelling of *url* by which two addresses of the same page are equal.

    http counts as https; scheme and host are lower-cased; the default port, the fragment, user names,
    tracking parameters and a trailing slash go; the query is sorted. Anything else is returned stripped.
    """
    parts = _split(url)
    if parts is None or parts.hostname is None:
        return url.strip()
    host = parts.hostname.rstrip(".").lower()
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    path = quote(_ESCAPE.sub(_unescaped, parts.path), safe="/%:@!$&'()*+,;=~-._", errors="replace")
    query = urlencode(
        sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    )
    return f"https://{host}{port}{path.rstrip('/')}" + (f"?{query}" if query else "")


def site_of(url: str | None, key: str) -> str:
    """Return the registered domain of *url*, else the first path segment of *key*, else ``unknown``."""
    domain = registered_domain(url)
    if domain:
        return domain
    folder, slash, _ = key.strip("/").partition("/")
    return folder.lower() if slash and folder.strip(" .") else "unknown"


def slug(site: str) -> str:
    """Return *site* as a path segment: letters, digits, dots and hyphens, never empty, never a dot file."""
    plain = unicodedata.normalize("NFKC", site).lower()
    return re.sub(r"[^\w.-]+", "-", plain).strip("-._")[:100].strip("-._") or "unknown"
