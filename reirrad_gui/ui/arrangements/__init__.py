"""Arrangements of the window: the standard one, one for comparing courses, and those that a person keeps under a name.

They hold where panes stand and how views are divided, switched and coloured; nothing of a case.
"""
