"""Paths and ids inside the sandbox, for those who build it and those who live in it."""

# Shipped `utils` and the inside half of this package.
LIBRARY = "/sandbox"
HOME = "/home/student"
CWD = f"{HOME}/notebook"
EMPTY = "/empty"
# Outside, it is the user who grades, or nobody where that is root.
INSIDE_ID = 1000
