"""What is wrong with a data set, in one sentence for the person who gave it."""


class DataError(ValueError):
    """A data set that cannot be used: the message says which file or folder and what to do."""
