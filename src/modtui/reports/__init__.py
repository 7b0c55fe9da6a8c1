"""Monthly figures as CSV, JSON and text."""
