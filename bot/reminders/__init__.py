"""Deadlines become messages: which day something is said, to whom, and the ticks."""
