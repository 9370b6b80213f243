"""The laptop size: web, worker and clock in one process on one data folder."""

from config.laptop.server import run

__all__ = ["run"]
