"""The error that a desk's commands raise."""


class DeskError(Exception):
    """A command that cannot be done; ``str()`` is one sentence for the moderator."""


class TargetGoneError(DeskError):
    """What a reply answers was deleted; it can go out with a mention of the member instead."""
