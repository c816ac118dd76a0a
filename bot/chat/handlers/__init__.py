"""Who speaks to what: intents and presses to the handlers that answer them.

A handler is a plain function of a turn; a press's handler also gets its arguments.
"""
