"""The window: draws what the session's assessment says and hands back what the user wants.

The only package that imports Qt. Computes no dose.
"""
