"""Preferences: one table describes them, the dialog is made from it, and every one of them acts."""
