"""PDF files, set by Typst from templates of our own.

Facts reach a template as JSON, which it reads with ``json(bytes(sys.inputs.data))``: they are text to it, never
markup. Only the fonts that Typst brings are used, so that a page breaks at the same place on every machine, and a
template can read no file and fetch no package.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from indgang.base.storable import is_storable


def compile_pdf(
    template: Path, facts: Mapping[str, Any], *, made_at: datetime, accessible: bool = False
) -> bytes:
    """The PDF that the template makes of the facts (plain JSON); `made_at` is the date that the file bears.

    `accessible`: it is PDF/UA-1, and a template that cannot be so is refused. The same template, facts and moment
    give the same bytes. Raises ValueError for a text that is not Unicode.
    """
    import typst  # A large library, paid only by who makes a PDF.

    data = json.dumps(facts, ensure_ascii=False, allow_nan=False)
    if not is_storable(data):
        raise ValueError("a text holds half a character")
    made: bytes = typst.compile(
        template.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        font_paths=[],
        sys_inputs={"data": data},
        timestamp=int(made_at.timestamp()),
        pdf_standards=["ua-1"] if accessible else [],
    )
    return made
