"""Writes of the session core: one function, one transaction each.

``write_path`` alone changes ``StudySession`` and ``AgentAction`` rows; everything else calls it.
"""
