"""Everything that talks, remembers and wakes."""
