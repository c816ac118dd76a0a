"""Each step of the tables' history; a step that was published is never changed."""
