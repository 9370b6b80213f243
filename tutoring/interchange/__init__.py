"""Question banks in the formats of others: read into one neutral form, written from it.

Pure: no models, no database, no network. ``reading.read_bank`` and ``writing.write_bank`` are
the doors; one module for each format.
"""
