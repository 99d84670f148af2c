"""Cases that are kept: the list of patients, how keeping stands, the history of a case, and where its files went.

Must not know how a database is written, and loads none before a job asks for it.
"""
