"""Whose limits and whose α/β: sets to read, copy and change, and sources of one organ side by side.

Figures come from the session; nothing here computes a dose or judges one.
"""
