"""Reading KLE, which belongs to KL: Indgang reads the files of a municipality that may use it, and brings none."""

from indgang.catalogue.ports import KleFile
from indgang.integrations.kle.official import read_official
from indgang.integrations.kle.os2kle import read_os2kle

__all__ = ["read_kle", "read_official", "read_os2kle"]


def read_kle(data: bytes) -> KleFile:
    """Read a file in one of the two forms, whichever it begins like. Never raises."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_xml = start.startswith(b"<") or data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return read_official(data) if is_xml else read_os2kle(data)
