"""HTTP that goes nowhere inside: a name is looked up once, judged, and that very address is connected to.

An editor may write any address, and a page may redirect to any; neither may make Indgang ask the machines beside it.
"""

import ipaddress
import socket

import httpx

PORTS = {"http": 80, "https": 443}


class Inside(httpx.TransportError):
    """The address is not one of the public internet."""


class GuardedTransport(httpx.HTTPTransport):
    """A transport that refuses private, local and reserved addresses, unless they are allowed."""

    def __init__(self, *, allow_inside: bool = False) -> None:
        super().__init__()
        self.allow_inside = allow_inside

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Look up, judge, and send; the certificate is checked against the name."""
        host = request.url.host
        port = request.url.port or PORTS.get(request.url.scheme, 443)
        found = _public_address(host, port, allow_inside=self.allow_inside)
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=found),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return super().handle_request(pinned)


def _public_address(host: str, port: int, *, allow_inside: bool) -> str:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError("name-not-found") from error
    addresses = [str(answer[4][0]) for answer in answers]
    if not allow_inside and not all(_is_public(address) for address in addresses):
        raise Inside("inside")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return bool((mapped or ip).is_global and not (mapped or ip).is_multicast)
