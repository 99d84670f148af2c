"""Timeline, accumulated dose and cumulative limits for a patient who may be irradiated again.

Decision support for trained staff. Not a medical device, not for treatment planning.
"""

__version__ = "0.7.0"
