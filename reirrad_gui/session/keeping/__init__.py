"""Keeping what a person did: the case as a versioned document, saved after every edit, opened again from its files.

Must not know Qt, nor how a database is written: that is `store`'s.
"""
