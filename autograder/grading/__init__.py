"""Grading one submission: reading it with caps, rebuilding it, running it, judging it.

The way of a notebook: `intake` reads what was handed in and refuses links and
excess; `rebuild` puts the gradebook's own cells in place of the student's
copies (`key`); `runner` runs it cell by cell in a sandbox session and asks the
judge where a hidden test stands (`judged_cells`); `record` keeps what the
instructor should know. `preprocess` plugs all of it into nbgrader.
"""
