"""E-mail out, over SMTP: what certainly did not leave is told from what may have.

Nothing is sent before DATA was accepted: whatever fails earlier is tried again untagged.
A break after it is unknown. A refused recipient is a closed channel; a letter refused (as
spam) is none, nor is a refusal about us (5.7.x): the address is good. Every attempt of a
message has the same Message-ID, so that a mailbox shows it once.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import formatdate, parseaddr
from importlib import import_module
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.outbox.plain import without_markup
from bot.ports import Delivery, Message, Outcome

PORTS = {"smtp": 587, "smtps": 465}
SECONDS = 15.0  # of each step; the courier allows 19 in all
LONGEST_SUBJECT = 150
POLICY = "5.7."  # the enhanced status (RFC 3463): the server will not serve us
PERMANENT = 500  # from this reply code on, trying again changes nothing


class IllFormedUrl(ValueError):
    """Not smtp://user:password@host:port, nor smtps://…"""


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    username: str | None
    password: str | None
    is_wrapped: bool  # TLS from the first byte; else STARTTLS where it is offered

    @classmethod
    def of(cls, url: str) -> Server:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise IllFormedUrl from None
        if parts.scheme not in PORTS or not parts.hostname:
            raise IllFormedUrl
        name, word = parts.username, parts.password
        return cls(
            parts.hostname,
            port or PORTS[parts.scheme],
            unquote(name) if name else None,
            unquote(word) if word else None,
            parts.scheme == "smtps",
        )


class SmtpMailer:
    """The port `Mailer`. `tag_repeat` words a message that may have arrived before."""

    def __init__(
        self,
        url: str,
        sender: str,
        tag_repeat: Callable[[str], str],
        seconds: float = SECONDS,
    ) -> None:
        self._server = Server.of(url)
        self._sender = sender
        self._tag_repeat = tag_repeat
        self._seconds = seconds

    async def write(
        self, address: str, message: Message, *, reference: str, repeat: bool = False
    ) -> Delivery:
        """Never raises for the network, nor for what the server says."""
        smtp: Any = import_module("aiosmtplib")  # 60 ms and 3 MB, with the first e-mail
        text = self._tag_repeat(message.text) if repeat else message.text
        letter = self._letter(address, _plain(message.text), text, reference)
        client = self._client(smtp)
        try:
            await client.connect()
            await client.mail(_bare(self._sender))
            await client.rcpt(address)
        except smtp.SMTPRecipientRefused as refusal:
            return _recipient_refused(refusal)
        except (smtp.SMTPException, OSError, ValueError) as failure:
            return Delivery(Outcome.NOT_SENT, reason=_reason(failure))
        else:
            return await _deliver(smtp, client, letter.as_bytes(policy=WIRE))
        finally:
            client.close()

    def _client(self, smtp: Any) -> Any:
        its = self._server
        return smtp.SMTP(
            hostname=its.host,
            port=its.port,
            username=its.username,
            password=its.password,
            use_tls=its.is_wrapped,
            timeout=self._seconds,
        )

    def _letter(self, address: str, words: str, text: str, reference: str) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = _subject(words)
        letter["From"], letter["To"] = self._sender, address
        letter["Date"] = formatdate(usegmt=True)
        letter["Message-ID"] = f"<vigie.{reference}@{_domain(self._sender)}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(_plain(Message(text).text))
        return letter


async def _deliver(smtp: Any, client: Any, content: bytes) -> Delivery:
    try:
        await client.data(content)
    except smtp.SMTPResponseException as refusal:
        return _letter_refused(refusal)
    except (smtp.SMTPException, OSError) as failure:
        return Delivery(Outcome.UNKNOWN, reason=_reason(failure))
    return Delivery(Outcome.SENT)


def _recipient_refused(refusal: Any) -> Delivery:
    is_about_us = str(refusal.message).startswith(POLICY)
    is_final = refusal.code >= PERMANENT and not is_about_us
    outcome = Outcome.CLOSED if is_final else Outcome.NOT_SENT
    return Delivery(outcome, reason=f"smtp {refusal.code}")


def _letter_refused(refusal: Any) -> Delivery:
    is_final = refusal.code >= PERMANENT
    outcome = Outcome.UNREADABLE if is_final else Outcome.NOT_SENT
    return Delivery(outcome, reason=f"smtp {refusal.code}")


def _reason(failure: BaseException) -> str:
    """The kind and the code: a server's own words may hold names and secrets."""
    code = getattr(failure, "code", "")
    return f"{type(failure).__name__} {code}".strip()


def _plain(text: str) -> str:
    return html.unescape(without_markup(Message(text)).text)


def _subject(words: str) -> str:
    """The first line, on one line whatever else ends lines: a name may hold anything."""
    first, _, _ = words.partition("\n")
    return " ".join(first.splitlines())[:LONGEST_SUBJECT]


def _bare(sender: str) -> str:
    return parseaddr(sender)[1] or sender


def _domain(sender: str) -> str:
    return _bare(sender).rpartition("@")[2] or "vigie"
