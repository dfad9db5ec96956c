"""`autograder grade`: a whole class into nbgrader's gradebook, in parallel, resumable.

Three stages. **plan** finds the submissions and leaves out those that are graded
and unchanged. **run** is a pure function of bytes, a key and seeds: it sees no
database, no course folder and no secret, so it runs in a local process (`local`)
or on a Dask cluster (`cluster`) alike. **record** is one writer: for each
submission one transaction and one folder that is put in place whole.

Why a killed run loses nothing. Each submission goes through these steps, and
doing any of them again gives the same:

    state "recording" -> files staged aside -> transaction -> folder put in
    place -> records for the instructor -> state "graded" with a content hash

The last step alone makes the next run leave a submission out. A lock on the
course keeps two runs apart, and what a dead one staged is swept at the start.
"""
