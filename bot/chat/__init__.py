"""Telegram in, messages out. No rule of the contract and no SQL stands here."""
