"""Papers of a case: checked by content, photographs made anew without what a camera writes into them, sealed."""

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from indgang.base.errors import Invalid
from indgang.base.sealing import seal, seal_bytes, unseal, unseal_bytes
from indgang.core.cpr import find_cpr
from indgang.core.papers import JPEG, PDF, PNG, is_active_pdf, media_type_of
from indgang.followup.errors import NameHoldsCpr
from indgang.followup.models import Attachment

MOST_BYTES = 12 * 1024 * 1024
MOST_PAPERS = 20
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 3000
LONGEST_NAME = 120
QUALITY = 85
ENDINGS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that may be kept: its content is of its type, and holds nothing but the picture or the document."""

    name: str
    content: bytes
    media_type: str


def read_paper(name: str, content: bytes) -> Paper:
    """The paper. Raises Invalid for what is too big or no JPEG, PNG or PDF; NameHoldsCpr."""
    stem = " ".join(name.replace("\\", "/").rsplit("/", 1)[-1].split())[-LONGEST_NAME:]
    if find_cpr(stem):
        raise NameHoldsCpr("paper")
    if not content:
        raise Invalid(_("The file is empty."), field="paper")
    if len(content) > MOST_BYTES:
        raise Invalid(
            _("The file is too big: at most %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024},
            field="paper",
        )
    kind = media_type_of(content)
    if kind is None:
        raise Invalid(_("Only photographs (JPEG, PNG) and PDF files can be attached."), field="paper")
    if kind == PDF:
        if is_active_pdf(content):
            raise Invalid(
                _("This PDF holds scripts or other files. Print it to a new PDF, or take a photo of it."),
                field="paper",
            )
    else:
        content, kind = _made_anew(content, kind)
    label = (
        "".join(sign for sign in stem.rsplit(".", 1)[0] if sign.isprintable() and sign not in '"<>|')
        or "papir"
    )
    return Paper(label + ENDINGS[kind], content, kind)


def keep(row_id: int, paper: Paper, **facts: object) -> Attachment:
    """Store the paper, sealed."""
    return Attachment.objects.create(
        follow_up_id=row_id,
        name=seal(paper.name),
        content=seal_bytes(paper.content),
        media_type=paper.media_type,
        size=len(paper.content),
        **facts,
    )


def opened(row: Attachment) -> Paper:
    """The paper of a row. Raises Unreadable."""
    return Paper(unseal(row.name), unseal_bytes(bytes(row.content)), row.media_type)


def _made_anew(content: bytes, kind: str) -> tuple[bytes, str]:
    """The picture the right way up, no bigger than is needed to read it, without place, camera or hidden data."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid(_("The picture is too big. Take it again, a little smaller."), field="paper")
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            target = io.BytesIO()
            if kind == PNG:
                mode = "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
                clean = Image.new(mode, upright.size)
                clean.paste(upright.convert(mode))
                clean.save(target, "PNG", optimize=True)
            else:
                clean = Image.new("RGB", upright.size)
                clean.paste(upright.convert("RGB"))
                clean.save(target, "JPEG", quality=QUALITY, optimize=True)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise Invalid(_("The picture cannot be read. Take it again."), field="paper") from None
    return target.getvalue(), kind
