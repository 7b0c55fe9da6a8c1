"""The one error that a desk's command raises."""


class DeskError(Exception):
    """A command that cannot be done; ``str()`` is one sentence for the moderator."""
