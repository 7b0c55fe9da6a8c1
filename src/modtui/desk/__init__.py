"""The application: what a moderator can do and what they are shown, behind one Desk."""
