"""E-mail to a small SMTP server of our own, which misbehaves when it is told to."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.connectors.mail import IllFormedUrl, Server, SmtpMailer
from bot.ports import Message, Outcome

MESSAGE = Message("<b>Moulin &amp; fils · aujourd'hui</b>\n\nÀ faire : <i>déclarer</i>")
CUT = "cut"


class Smtp:
    """Answers 250, or what it was told for a verb; `CUT`: hangs up instead."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.letters: list[bytes] = []
        self.verbs: list[str] = []

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            await self._serve(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(self.answers.get("GREETING", "220 ready").encode() + b"\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line.split()[0].upper()
            self.verbs.append(verb)
            answer = self.answers.get(verb, "354 go on" if verb == "DATA" else "250 ok")
            if answer == CUT:
                return
            writer.write(answer.encode() + b"\r\n")
            if verb == "DATA" and answer.startswith("354"):
                self.letters.append(await reader.readuntil(b"\r\n.\r\n"))
                last = self.answers.get("END", "250 taken")
                if last == CUT:
                    return
                writer.write(last.encode() + b"\r\n")
            if verb == "QUIT":
                return


@asynccontextmanager
async def smtp(**answers: str) -> AsyncIterator[tuple[Smtp, SmtpMailer]]:
    its = Smtp(answers)
    server = await asyncio.start_server(its.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    url = f"smtp://127.0.0.1:{port}"
    mailer = SmtpMailer(url, "Vigie <vigie@example.org>", lambda text: f"[again] {text}", 2)
    try:
        yield its, mailer
    finally:
        server.close()


async def test_a_letter_has_its_subject_its_words_and_no_markup() -> None:
    async with smtp() as (its, mailer):
        delivery = await mailer.write("anne@example.org", MESSAGE, reference="41")
    letter = email.message_from_bytes(its.letters[0], policy=email.policy.default)

    assert delivery.outcome is Outcome.SENT
    assert letter["Subject"] == "Moulin & fils · aujourd'hui"
    assert (letter["To"], letter["From"]) == (
        "anne@example.org",
        "Vigie <vigie@example.org>",
    )
    assert letter["Message-ID"] == "<vigie.41@example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().splitlines()[:3] == [
        "Moulin & fils · aujourd'hui",
        "",
        "À faire : déclarer",
    ]


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Mou\rlin", "Mou lin"),
        ("Mou\u2028lin", "Mou lin"),
        ("Mou\x0blin", "Mou lin"),
        ("M" * 400, "M" * 150),
    ],
)
async def test_whatever_a_name_holds_the_letter_leaves(name: str, subject: str) -> None:
    async with smtp() as (its, mailer):
        words = Message(f"{name}\nÀ faire")
        delivery = await mailer.write("anne@example.org", words, reference="41")
    letter = email.message_from_bytes(its.letters[0], policy=email.policy.default)

    assert (delivery.outcome, letter["Subject"]) == (Outcome.SENT, subject)


async def test_a_letter_that_may_be_a_repeat_says_so_and_keeps_its_subject() -> None:
    async with smtp() as (its, mailer):
        await mailer.write("anne@example.org", MESSAGE, reference="41", repeat=True)
    letter = email.message_from_bytes(its.letters[0], policy=email.policy.default)

    assert letter["Subject"] == "Moulin & fils · aujourd'hui"
    assert letter.get_content().startswith("[again] Moulin")


@pytest.mark.parametrize(
    ("verb", "answer", "outcome"),
    [
        ("GREETING", "421 busy", Outcome.NOT_SENT),
        ("MAIL", "451 later", Outcome.NOT_SENT),
        ("MAIL", "550 who are you", Outcome.NOT_SENT),
        ("MAIL", CUT, Outcome.NOT_SENT),
        ("RCPT", "450 mailbox busy", Outcome.NOT_SENT),
        ("RCPT", "550 no such user", Outcome.CLOSED),
        ("RCPT", "550 5.1.1 no such user", Outcome.CLOSED),
        ("RCPT", "550 5.7.1 relaying denied", Outcome.NOT_SENT),
        ("RCPT", "530 5.7.0 authentication required", Outcome.NOT_SENT),
        ("RCPT", CUT, Outcome.NOT_SENT),
        ("DATA", "451 later", Outcome.NOT_SENT),
        ("DATA", "554 refused", Outcome.UNREADABLE),
        ("END", "451 disk full", Outcome.NOT_SENT),
        ("END", "554 spam", Outcome.UNREADABLE),
        ("END", CUT, Outcome.UNKNOWN),
    ],
)
async def test_what_certainly_did_not_leave_is_told_from_what_may_have(
    verb: str, answer: str, outcome: Outcome
) -> None:
    async with smtp(**{verb: answer}) as (_its, mailer):
        delivery = await mailer.write("anne@example.org", MESSAGE, reference="41")

    assert delivery.outcome is outcome
    assert "who are you" not in delivery.reason


async def test_a_server_that_is_not_there_is_asked_again() -> None:
    mailer = SmtpMailer("smtp://127.0.0.1:1", "vigie@example.org", str, 2)
    delivery = await mailer.write("anne@example.org", MESSAGE, reference="41")

    assert delivery.outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtps://me%40x:p%2Fw@mail.example.org",
            Server("mail.example.org", 465, "me@x", "p/w", is_wrapped=True),
        ),
        (
            "smtp://mail.example.org:2525",
            Server("mail.example.org", 2525, None, None, is_wrapped=False),
        ),
    ],
)
def test_an_address_of_a_server(url: str, server: Server) -> None:
    assert Server.of(url) == server


@pytest.mark.parametrize(
    "url", ["http://x", "smtp://", "smtp://x:port", "mail.example.org"]
)
def test_no_address_of_a_server(url: str) -> None:
    with pytest.raises(IllFormedUrl):
        Server.of(url)
