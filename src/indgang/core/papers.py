"""What a file is, told by its content and never by its name."""

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
_STARTS = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_PDF_WITHIN = 1024
_RISKY = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/XFA")


def media_type_of(content: bytes) -> str | None:
    """The type of a JPEG, a PNG or a whole PDF; None for everything else."""
    for start, found in _STARTS:
        if content.startswith(start):
            return found
    if b"%PDF-" in content[:_PDF_WITHIN] and b"%%EOF" in content[-_PDF_WITHIN * 2 :]:
        return PDF
    return None


def is_active_pdf(content: bytes) -> bool:
    """Whether a PDF says openly that it runs scripts, starts programs or carries other files."""
    return any(mark in content for mark in _RISKY)
