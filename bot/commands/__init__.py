"""What each `vigie` command does."""
