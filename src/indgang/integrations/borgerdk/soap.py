"""SOAP 1.1 as borger.dk's "Artikelimport" speaks it: one envelope out, one in, faults as errors.

The service needs no login. XML with a document type or entities is refused, and an answer of more than 32 MB.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

import httpx
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from indgang.catalogue.ports import NoSuchArticle, NotExportable, SourceFailed

SERVICE = "http://www.borger.dk/2009/WSArticleExport/v1"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
MOST_BYTES = 32 * 1024 * 1024
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0
NOT_EXPORTABLE = "marked as not exportable"
NOT_FOUND = "no article found"

# What no XML may hold, though services write it all the same when somebody has pasted it into a text.
FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));",
    re.IGNORECASE,
)

Value = str | int | bool | Sequence[str] | Sequence[int] | None


class Soap:
    """Calls of one address. `seconds` is how long the service may be silent before it counts as gone."""

    def __init__(self, url: str, *, seconds: float = ANSWER_SECONDS, most_bytes: int = MOST_BYTES) -> None:
        self.url = url
        self.most_bytes = most_bytes
        self._client = httpx.Client(
            timeout=httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
            headers={"User-Agent": "Indgang (article import)"},
        )

    def call(self, method: str, values: Mapping[str, Value]) -> Element | None:
        """The result element of a method, None when it is empty. Raises SourceFailed or one of its kinds."""
        body = self._post(method, envelope(method, values))
        try:
            clean = body if body[:2] in {b"\xff\xfe", b"\xfe\xff"} else FORBIDDEN.sub(b"", body)
            answer = fromstring(clean, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise SourceFailed(f"unreadable-answer: {method}: {str(error)[:120]}") from error
        for element in answer.iter():
            if name_of(element) == "Fault":
                raise _fault(element)
            if name_of(element) == f"{method}Result":
                return element
        if any(name_of(element) == f"{method}Response" for element in answer.iter()):
            return None
        raise SourceFailed(f"unreadable-answer: {method}")

    def _post(self, method: str, body: str) -> bytes:
        headers = {
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{SERVICE}/IArticleExport/{method}"',
        }
        try:
            with self._client.stream("POST", self.url, content=body.encode(), headers=headers) as response:
                data = bytearray()
                for chunk in response.iter_bytes():
                    data += chunk
                    if len(data) > self.most_bytes:
                        raise SourceFailed(f"too-large: {method}")
                status = response.status_code
        except httpx.TimeoutException as error:
            raise SourceFailed(f"no-answer: {method}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceFailed(f"unreachable: {method}: {str(error)[:120]}") from error
        # A fault comes with status 500 and is told in the body.
        if status not in {200, 500} or (status == 500 and b"Fault" not in data):
            raise SourceFailed(f"http-status: {status}")
        return bytes(data)


def envelope(method: str, values: Mapping[str, Value]) -> str:
    """The envelope of a call; the values come in the order that the service declares, None as nil."""
    inner = "".join(_argument(name, value) for name, value in values.items())
    return (
        f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{ENVELOPE}"><s:Body>'
        f'<{method} xmlns="{SERVICE}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:a="{ARRAYS}">'
        f"{inner}</{method}></s:Body></s:Envelope>"
    )


def _argument(name: str, value: Value) -> str:
    if value is None:
        return f'<{name} i:nil="true"/>'
    if isinstance(value, bool):
        return f"<{name}>{'true' if value else 'false'}</{name}>"
    if isinstance(value, str | int):
        return f"<{name}>{escape(str(value))}</{name}>"
    items = "".join(
        f"<a:{'int' if isinstance(item, int) else 'string'}>{escape(str(item))}"
        f"</a:{'int' if isinstance(item, int) else 'string'}>"
        for item in value
    )
    return f"<{name}>{items}</{name}>"


def _fault(element: Element) -> SourceFailed:
    text = " ".join(" ".join(element.itertext()).split())
    words = next((one.text or "" for one in element.iter() if name_of(one) == "faultstring"), text).strip()
    if NOT_EXPORTABLE in text.lower():
        return NotExportable(words[:200])
    if NOT_FOUND in text.lower():
        return NoSuchArticle(words[:200])
    return SourceFailed(f"fault: {words[:200]}")


def name_of(element: Element) -> str:
    """The name of an element without its namespace, of which the service has used two versions."""
    return str(element.tag).rpartition("}")[2]


def text_in(element: Element, name: str) -> str:
    """The text of a child; empty when there is none."""
    child = next((one for one in element if name_of(one) == name), None)
    return (child.text or "") if child is not None else ""


def items_in(element: Element | None, name: str) -> Iterator[Element]:
    """The elements of a list, wherever in the answer it stands."""
    if element is not None:
        yield from (one for one in element.iter() if name_of(one) == name)
