"""What Telegram refuses, in Telegram's words.

The sentences are those of tdlib/telegram-bot-api (Client.cpp) and tdlib/td; bots compare
them, so they are kept to the letter.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """The Bot API says no."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def answer(self) -> Json:
        answer: Json = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        return {**answer, "parameters": self.parameters} if self.parameters else answer


class BadRequest(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(400, f"Bad Request: {what}")


class UnknownToken(Refused):
    def __init__(self) -> None:
        super().__init__(401, "Unauthorized")


class NotFound(Refused):
    """A malformed token, or a path that is none."""

    def __init__(self) -> None:
        super().__init__(404, "Not Found")


class UnknownMethod(Refused):
    def __init__(self) -> None:
        super().__init__(404, "Not Found: method not found")


class Blocked(Refused):
    def __init__(self) -> None:
        super().__init__(403, "Forbidden: bot was blocked by the user")


class Conflict(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(409, f"Conflict: {what}")


class TooManyRequests(Refused):
    def __init__(self, retry_after: int) -> None:
        sentence = f"Too Many Requests: retry after {retry_after}"
        super().__init__(429, sentence, retry_after=retry_after)


class TooLarge(Refused):
    def __init__(self) -> None:
        super().__init__(413, "Request Entity Too Large")


class ServerError(Refused):
    def __init__(self, code: int = 502) -> None:
        names = {500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}
        super().__init__(code, names.get(code, "Internal Server Error"))


CHAT_NOT_FOUND = "chat not found"
TEXT_IS_EMPTY = "message text is empty"
TEXT_HAS_NOTHING = "text must be non-empty"
TEXT_TOO_LONG = "message is too long"
CAPTION_TOO_LONG = "message caption is too long"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
BUTTON_DATA_INVALID = "BUTTON_DATA_INVALID"
WRONG_FILE = "wrong file identifier/HTTP URL specified"
INVALID_FILE_ID = "invalid file_id"
FILE_TOO_BIG = "file is too big"
FILE_EMPTY = "file must be non-empty"
NOT_A_PICTURE = "IMAGE_PROCESS_FAILED"
PICTURE_TOO_WIDE = "PHOTO_INVALID_DIMENSIONS"
