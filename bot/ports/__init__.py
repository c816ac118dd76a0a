"""What the services need from the world, said as protocols.

Storage, chat and the clock implement these; so do the fakes of the tests. Nothing here
knows SQL, Telegram or HTTP. Everything stored belongs to a company: the only way to a
company's facts is `UnitOfWork.books(company)`.

Conventions: `…_at` is an instant (aware, UTC), `…_on` a local day. A chat is named by
Telegram's numeric id; a person too (never by @username).
"""

from bot.ports.books import Author, Books, DeadlineRow, Deadlines, FactIdTaken, Written
from bot.ports.dialogue import Dialogue, Dialogues
from bot.ports.feeds import Feed, Feeds
from bot.ports.inbox import Inbox, StoredUpdate
from bot.ports.messages import (
    Attachment,
    Button,
    Delivery,
    Keyboard,
    Mailer,
    Message,
    Messenger,
    Outcome,
)
from bot.ports.names import ChatId, Clock, CompanyId, FactId, PersonId, T
from bot.ports.outbox import (
    Ahead,
    Channel,
    Lease,
    Outbox,
    Outgoing,
    Reaction,
    Reminder,
    SentReminder,
)
from bot.ports.people import (
    Companies,
    Company,
    Invitation,
    InvitationSpent,
    Member,
    People,
    Person,
    Role,
    SlugTaken,
    Told,
    UnknownCompany,
)
from bot.ports.quiet_days import QuietDays
from bot.ports.work import Store, StoreUnavailable, UnitOfWork

__all__ = [
    "Ahead",
    "Attachment",
    "Author",
    "Books",
    "Button",
    "Channel",
    "ChatId",
    "Clock",
    "Companies",
    "Company",
    "CompanyId",
    "DeadlineRow",
    "Deadlines",
    "Delivery",
    "Dialogue",
    "Dialogues",
    "FactId",
    "FactIdTaken",
    "Feed",
    "Feeds",
    "Inbox",
    "Invitation",
    "InvitationSpent",
    "Keyboard",
    "Lease",
    "Mailer",
    "Member",
    "Message",
    "Messenger",
    "Outbox",
    "Outcome",
    "Outgoing",
    "People",
    "Person",
    "PersonId",
    "QuietDays",
    "Reaction",
    "Reminder",
    "Role",
    "SentReminder",
    "SlugTaken",
    "Store",
    "StoreUnavailable",
    "StoredUpdate",
    "T",
    "Told",
    "UnitOfWork",
    "UnknownCompany",
    "Written",
]
