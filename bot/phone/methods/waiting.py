"""How the bot comes by its updates: by polling, or by a webhook it registers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.phone.exchange import Exchange
from bot.phone.faults import disturbed
from bot.phone.parameters import Parameters
from bot.phone.refusals import BadRequest, Conflict, Json
from bot.phone.updates import LONGEST_WAIT, MOST_AT_ONCE

_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)


async def get_updates(exchange: Exchange, parameters: Parameters) -> list[Json]:
    if exchange.webhook.url:
        raise Conflict(_WEBHOOK_ACTIVE)
    _allow(exchange, parameters)
    most = 1 << 52
    batch = await exchange.updates.next(
        parameters.integer("offset", 0, -most, most),
        parameters.integer("limit", MOST_AT_ONCE, 1, MOST_AT_ONCE),
        parameters.integer("timeout", 0, 0, LONGEST_WAIT),
    )
    return disturbed(batch, exchange.faults.disturbing()) if batch else []


def set_webhook(exchange: Exchange, parameters: Parameters) -> bool:
    url = parameters.text("url")
    if not url:
        return delete_webhook(exchange, parameters)
    # Telegram wants https; on this machine http is as good.
    if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    _allow(exchange, parameters)
    _drop_if_wanted(exchange, parameters)
    exchange.webhook.point_to(url, parameters.text("secret_token"))
    return True


def delete_webhook(exchange: Exchange, parameters: Parameters) -> bool:
    _drop_if_wanted(exchange, parameters)
    exchange.webhook.point_to("", "")
    return True


def get_webhook_info(exchange: Exchange, _parameters: Parameters) -> Json:
    return {
        "url": exchange.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(exchange.updates),
    }


def _allow(exchange: Exchange, parameters: Parameters) -> None:
    """Said once, remembered until said otherwise."""
    if "allowed_updates" in parameters:
        kinds = parameters.listed("allowed_updates", "allowed updates")
        exchange.updates.allow([str(kind) for kind in kinds])


def _drop_if_wanted(exchange: Exchange, parameters: Parameters) -> None:
    if parameters.flag("drop_pending_updates"):
        exchange.updates.clear()


METHODS: dict[str, Callable[[Exchange, Parameters], Any]] = {
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}
