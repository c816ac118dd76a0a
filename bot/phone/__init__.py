"""A telephone for trying Vigie and for testing it, on this machine alone.

`exchange` holds chats, messages and updates; a bot calls its `methods` as it would call
Telegram's Bot API (over HTTP or in process), a person uses the chat page or, in tests, the
scripted `Phone`. Nothing here knows Vigie: any bot can be spoken to on this phone.

Conventions: `Json` is what travels to the bot or to the page, in Telegram's own shapes and
words. A person's chat bears the person's id, as private chats do.
"""
