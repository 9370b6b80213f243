"""Why a file cannot be read, in the learner's words."""

TOO_LONG = "Reading this file took too long and was stopped. Try a smaller part of it."
TOO_MUCH_MEMORY = "This file needs more memory than one file may have. Try a smaller part of it."
TOO_MUCH_TEXT = "This file unpacks to more than is kept. Try a smaller part of it."
ENDED = "Reading this file ended unexpectedly. The file may be damaged; save it again."
CUT_OFF = "Reading this file was cut off several times. Try again later, or a smaller part of it."
GONE = "The file is gone from the store. Upload it again."


class Refused(Exception):
    """The file is not read; the message says why and what to do."""
