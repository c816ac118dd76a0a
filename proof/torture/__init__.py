"""Real processes, killed: a Vigie on a real database talks over HTTP to the phone's Bot
API, which fails as often as it is told to.

`telegram` is that Bot API and its people; `victim` the process that is killed; `trial` the
whole course on one database, and what came of it.
"""
