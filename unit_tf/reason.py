"""What an error of another library says, as a part of a sentence."""

import re


def reason(error: Exception) -> str:
    """The line of an error's message that tells, without its full stop; else the error's type.

    That is the first, but of what TensorFlow has traced, which lists the calls before, the last.
    """
    lines = str(error).strip().splitlines() or [type(error).__name__]
    told = lines[-1] if lines[0].startswith("in user code:") else lines[0]
    told = re.sub(r"{{\w+ .*?}}", "", told)  # the name of an operation
    return told.strip().rstrip(".:")[:200]
