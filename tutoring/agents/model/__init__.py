"""Agents that ask a language model for words, through pydantic-ai (an optional extra).

A model never grades, never sees a key and calls no tool. pydantic-ai is imported by the first
call only, so that nobody pays for it who does not use it.
"""
