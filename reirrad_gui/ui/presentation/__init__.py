"""The case on a shared screen: identity hidden, large type, few columns, and saved views to step through.

A window of its own shows what the main window shows, and every text in it has passed the veil (`session.veil`). While
it stands in place of the main window, that one is hidden with all it says. Must not know how a dose is computed.
"""
