"""Files that come with a page of a case: all of them, or a sentence that says why not."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from indgang.base.errors import Invalid
from indgang.core.forms import Form
from indgang.ui.case_pages import files_in

LIMIT = 10_000


def sent(rf: RequestFactory, size: int) -> HttpRequest:
    return rf.post("/", {"paper-": SimpleUploadedFile("a.pdf", b"x" * size)})


def test_what_is_sent_within_the_limit_arrives(rf: RequestFactory, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = LIMIT
    ((_field, name, content),) = files_in(sent(rf, LIMIT // 2), Form())
    assert (name, len(content)) == ("a.pdf", LIMIT // 2)


def test_what_is_too_much_at_once_is_said_and_not_left_out(rf: RequestFactory, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = LIMIT
    with pytest.raises(Invalid):
        files_in(sent(rf, LIMIT), Form())
