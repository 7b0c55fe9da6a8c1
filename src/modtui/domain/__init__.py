"""The rules of the service as pure functions; the clock is always an argument."""
