"""The watch over buyers: what is looked up, what is kept of it, what it means."""
