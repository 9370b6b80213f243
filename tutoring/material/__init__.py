"""Study material: which files are taken, where they lie, and how their text is read.

The reading happens in a limited child process (``child``); nothing of a file is parsed in the
server itself.
"""
