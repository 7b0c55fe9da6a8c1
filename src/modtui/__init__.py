"""modtui: a terminal client for moderators of a newcomers' group."""

__version__ = "0.1.0"
