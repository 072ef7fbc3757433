"""Types of cells that are particular to Denmark, and addresses for mail and telephone."""

import re
from dataclasses import dataclass
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from indgang.base.transfer.cells import Raw, Text, Value, as_text
from indgang.base.transfer.faults import BadCell


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number: eight Danish digits, kept as "79 72 72 00", or a foreign one, kept as "+46812345678".

    Danish subscriber numbers begin with 2 to 9 (the Danish numbering plan keeps 0 and 1 for other uses).
    """

    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The number in its one spelling."""
        digits = re.sub(r"[\s()./-]|\u00ad", "", as_text(raw))
        digits = re.sub(r"^00", "+", digits)
        digits = re.sub(r"^\+45(?=\d{8}$)", "", digits)
        if re.fullmatch(r"[2-9]\d{7}", digits, re.ASCII):
            return " ".join(digits[at : at + 2] for at in range(0, 8, 2))
        if re.fullmatch(r"\+(?!45)[1-9]\d{6,13}", digits, re.ASCII):
            return digits
        raise BadCell(
            _("Write the telephone number with eight digits, or a foreign one with + and its country code."),
            code="bad-phone",
        )

    def write(self, value: Value) -> Raw:
        """The number itself."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address of at most 254 characters."""

    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The address, its domain in small letters."""
        address = Text(254).parse(raw)
        try:
            validate_email(address)
        except ValidationError:
            raise BadCell(_("This is not an e-mail address."), code="bad-email") from None
        name, _at, domain = address.rpartition("@")
        return f"{name}@{domain.lower()}"

    def write(self, value: Value) -> Raw:
        """The address itself."""
        return str(value)


@dataclass(frozen=True, slots=True)
class FourDigits:
    """A code of four digits; a spreadsheet may have eaten its zeros, so "530" is "0530"."""

    reason: str
    code: str
    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The four digits."""
        digits = as_text(raw)
        if not re.fullmatch(r"\d{3,4}", digits, re.ASCII) or not int(digits):
            raise BadCell(_(self.reason), code=self.code)
        return digits.zfill(4)

    def write(self, value: Value) -> Raw:
        """The digits as text."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Kle:
    """A KLE subject number: 23.03.04, or a group as 23.03 (KL Emnesystematik: two digits a level)."""

    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The number itself."""
        number = as_text(raw)
        if not isinstance(raw, str) or not re.fullmatch(r"\d{2}\.\d{2}(\.\d{2})?", number, re.ASCII):
            raise BadCell(_("Write the KLE number as 23.03.04, as text."), code="bad-kle")
        return number

    def write(self, value: Value) -> Raw:
        """The number itself."""
        return str(value)
