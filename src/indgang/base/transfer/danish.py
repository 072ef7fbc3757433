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
    """A telephone number: eight Danish digits, kept as "79 72 72 00", or a foreign one: "+46812345678".

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


def _four_digits(raw: Raw, *, least_digits: int) -> str | None:
    """Four digits, not all zero, with the zeros in front that a spreadsheet ate; else None."""
    digits = as_text(raw)
    if re.fullmatch(rf"\d{{{least_digits},4}}", digits, re.ASCII) and int(digits):
        return digits.zfill(4)
    return None


@dataclass(frozen=True, slots=True)
class Postcode:
    """A Danish postcode: four digits. As a number in a spreadsheet 800 is 0800."""

    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The four digits."""
        postcode = _four_digits(raw, least_digits=4 if isinstance(raw, str) else 3)
        if postcode is None:
            raise BadCell(_("A postcode has four digits."), code="bad-postcode")
        return postcode

    def write(self, value: Value) -> Raw:
        """The digits as text."""
        return str(value)


@dataclass(frozen=True, slots=True)
class MunicipalityCode:
    """A municipality's official four digits. They begin with a zero, which spreadsheets eat: 530 is 0530."""

    empty: ClassVar[Value] = ""

    def parse(self, raw: Raw) -> str:
        """The four digits."""
        code = _four_digits(raw, least_digits=3)
        if code is None:
            raise BadCell(
                _("A municipality code has four digits, such as 0530."), code="bad-municipality-code"
            )
        return code

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
