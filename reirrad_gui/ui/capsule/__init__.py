"""A case as one file: asks how to save it, takes one in, and says which numbers are not what they were.

Must not know what is in such a file.
"""
