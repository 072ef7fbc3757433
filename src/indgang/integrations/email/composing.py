"""A parcel as an e-mail (RFC 5322), the same to the last letter for every try but for its date."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from indgang.base import clock
from indgang.messaging.ports import Attachment, Parcel

# Seven bits pass every relay.
POLICY = SMTP.clone(cte_type="7bit")


def as_email(parcel: Parcel, sender: str) -> EmailMessage:
    """The mail from `sender` ("Indgang <indgang@example.dk>"). Its Message-ID follows from the parcel's reference."""
    mail = EmailMessage(policy=POLICY)
    name, address = parseaddr(sender)
    mail["From"] = Address(display_name=name, addr_spec=address)
    mail["To"] = Address(addr_spec=parcel.to)
    mail["Subject"] = parcel.subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = message_id(parcel, sender)
    # RFC 3834: nobody's holiday reply shall answer a machine.
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = parcel.language
    if parcel.reply_to:
        mail["Reply-To"] = Address(addr_spec=parcel.reply_to)
    mail.set_content(parcel.body + "\n")
    if parcel.attachment:
        _attach(mail, parcel.attachment)
    return mail


def message_id(parcel: Parcel, sender: str) -> str:
    """The same id for every try, so that a receiver can tell a second copy."""
    _name, address = parseaddr(sender)
    return f"<indgang-{parcel.reference}@{address.rpartition('@')[2] or 'localhost'}>"


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    media_type, *extra = (part.strip() for part in attachment.media_type.split(";"))
    parameters = dict(part.partition("=")[::2] for part in extra if "=" in part)
    parameters.pop("charset", None)
    kind, _slash, subtype = media_type.partition("/")
    if kind == "text":
        mail.add_attachment(
            attachment.text, subtype=subtype, filename=attachment.name, params=parameters, charset="utf-8"
        )
    else:
        content = attachment.text.encode()
        mail.add_attachment(
            content, maintype=kind, subtype=subtype, filename=attachment.name, params=parameters
        )
