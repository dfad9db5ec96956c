"""Errors that are the user's to mend, not ours to debug."""


class UserError(Exception):
    """Something a user can put right. The text names the file or the word, and the remedy."""
