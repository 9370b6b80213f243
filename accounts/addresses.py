"""The peer's address: what limits count, and what a caller cannot choose."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX_BITS = 64  # one household or server rents at least a /64 and can change within it


def peer_address(request: HttpRequest) -> str:
    """Return the address that our outermost own proxy saw; without proxies, the socket's.

    With n trusted proxies the n-th element from the right of X-Forwarded-For was written by one
    of ours; everything left of it was sent by the caller and proves nothing.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    if proxies > 0:
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(seen) >= proxies and seen[-proxies]:
            address = seen[-proxies]
    return network_of(address)


def network_of(address: str) -> str:
    """Return an IPv4 address as it is, an IPv6 one as its /64; anything else unchanged."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, IPV6_PREFIX_BITS), strict=False))


def site_url(request: HttpRequest) -> str:
    """Return where mailed links begin: ``SITE_URL``, else the host that ALLOWED_HOSTS let in."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
