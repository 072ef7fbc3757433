"""Sending by SMTP (RFC 5321), so that it is always known whether the server has taken a mail.

Until the line with the single dot has been sent the server has nothing. When the reply to that line is lost, nobody
knows; everything before is surely not sent.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.utils import parseaddr

from indgang.integrations.email.composing import as_email
from indgang.messaging.ports import Connection, Handing, Outcome, Parcel

OK, DATA_GO_AHEAD = 250, 354
PERMANENT = 500
SERVICE_GOES = 421
# The server wants to know who we are, or does not like it: that is our set-up, not the recipient.
ABOUT_US = {454, 530, 534, 535, 538}
LONGEST_REPLY = 300


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and whom mail is from. `seconds` is how long it may be silent."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False
    seconds: float = 20


class _Answered(Exception):
    """The server has given an answer that ends this try."""

    def __init__(self, code: int, reply: bytes, error: str) -> None:
        super().__init__(code)
        self.code, self.reply, self.error = code, reply, error


class SmtpSender:
    """Sends through one server."""

    name = "smtp"

    def __init__(self, server: Server, *, context: ssl.SSLContext | None = None) -> None:
        self.server = server
        self.context = context

    def open(self) -> AbstractContextManager[Connection]:
        """A connection that is made with the first mail and kept for the next ones."""
        return _opened(SmtpConnection(self.server, self.context))

    def ask(self, reference: str) -> None:
        """A mail server cannot be asked afterwards."""
        del reference


@contextmanager
def _opened(connection: "SmtpConnection") -> Iterator[Connection]:
    try:
        yield connection
    finally:
        connection.close()


class SmtpConnection:
    """A session with the server."""

    def __init__(self, server: Server, context: ssl.SSLContext | None) -> None:
        self._server = server
        self._context = context
        self._smtp: smtplib.SMTP | None = None

    def send(self, parcel: Parcel, handing: Handing) -> Outcome:
        """Send one mail; see `ports.Connection`."""
        try:
            content = _content(parcel, self._server.sender)
        except (ValueError, IndexError, MessageError) as error:
            return Outcome("refused", "refused-recipient", _words(error))
        try:
            self._begun(parcel)
        except _Answered as answer:
            return self._refusal(answer)
        except (OSError, smtplib.SMTPException) as error:
            return self._no_connection(error)
        return self._finished(content, handing)

    def close(self) -> None:
        """Say goodbye, if the server is still there."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._smtp.close()
            self._smtp = None

    def _begun(self, parcel: Parcel) -> None:
        """Bring the server to where it waits for the content, on a fresh connection if the kept one is dead."""
        if self._smtp is not None:
            try:
                self._envelope(self._smtp, parcel)
            except smtplib.SMTPServerDisconnected:
                self._drop()
            else:
                return
        self._smtp = self._connected()
        self._envelope(self._smtp, parcel)

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        context = self._context or ssl.create_default_context()
        smtp: smtplib.SMTP
        if server.is_tls:
            smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=server.seconds, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.starts_tls:
                smtp.starttls(context=context)
                smtp.ehlo()
            if server.user:
                _log_in(smtp, server)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _envelope(self, smtp: smtplib.SMTP, parcel: Parcel) -> None:
        from_address = parseaddr(self._server.sender)[1]
        self._expect(smtp.mail(from_address), OK, "refused-sender")
        self._expect(smtp.rcpt(parcel.to), OK, "refused-recipient")
        self._expect(smtp.docmd("DATA"), DATA_GO_AHEAD, "refused-content")

    def _expect(self, answer: tuple[int, bytes], wanted: int, error: str) -> None:
        code, reply = answer
        is_good = code == wanted or (wanted == OK and 250 <= code < 260)
        if code == -1:
            raise smtplib.SMTPServerDisconnected("the server has gone")
        if not is_good:
            raise _Answered(code, reply, error)

    def _finished(self, content: bytes, handing: Handing) -> Outcome:
        """Send content and the dot that hands it over, and hear the reply."""
        smtp = self._smtp
        if smtp is None:
            raise RuntimeError("there is no session")
        try:
            smtp.send(content)
        except (OSError, smtplib.SMTPException) as error:
            return self._no_connection(error)
        try:
            handing()
        except BaseException:
            self._drop()  # Without the dot the server forgets what it heard.
            raise
        try:
            smtp.send(b"\r\n.\r\n")
        except (OSError, smtplib.SMTPException) as error:  # Five bytes go out whole or not at all.
            return self._no_connection(error)
        try:
            code, reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome("unknown", "no-reply", detail=_words(error))
        if code == -1:
            self._drop()
            return Outcome("unknown", "no-reply")
        if 250 <= code < 260:
            return Outcome("accepted", detail=_text(reply), provider_id="")
        return self._refusal(_Answered(code, reply, "refused-content"))

    def _refusal(self, answer: _Answered) -> Outcome:
        detail = f"{answer.code} {_text(answer.reply)}"
        if answer.code in ABOUT_US:
            self._drop()
            return Outcome("later", "login-refused", detail, is_down=True)
        if answer.code == SERVICE_GOES:
            self._drop()
            return Outcome("later", "server-busy", detail, is_down=True)
        self._forget_mail()
        if answer.code >= PERMANENT:
            return Outcome("refused", answer.error, detail)
        return Outcome("later", "try-later", detail)

    def _forget_mail(self) -> None:
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _no_connection(self, error: Exception) -> Outcome:
        self._drop()
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return Outcome("later", "login-refused", _words(error), is_down=True)
        if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
            return Outcome("later", "no-encryption", _words(error), is_down=True)
        return Outcome("later", "no-connection", _words(error), is_down=True)


def _content(parcel: Parcel, sender: str) -> bytes:
    """The mail as it goes over the line, without the dot that ends it."""
    return re.sub(rb"(?m)^\.", b"..", as_email(parcel, sender).as_bytes()).removesuffix(b"\r\n")


def _log_in(smtp: smtplib.SMTP, server: Server) -> None:
    try:
        smtp.login(server.user, server.password)
    except smtplib.SMTPServerDisconnected as error:  # Some hang up on who does not know the password.
        raise smtplib.SMTPAuthenticationError(535, b"the server hung up at the login") from error


def _text(reply: bytes) -> str:
    return " ".join(reply.decode("utf-8", "replace").split())[:LONGEST_REPLY]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        return f"{error.smtp_code} {_text(reply if isinstance(reply, bytes) else str(reply).encode())}"
    return (str(error) or type(error).__name__)[:LONGEST_REPLY]
