"""The plain mode: one column, one pane at a time, states in words, for screen readers and bad lines."""
