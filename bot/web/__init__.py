"""HTTP for machines: Telegram's webhook and the signs of life."""
