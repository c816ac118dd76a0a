"""From a file to the books: compare, show, ask, and only then write, as one batch."""
