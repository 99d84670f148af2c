"""Things to know: what is asked for, what was warned of, what could not be used, where the sources disagree."""
