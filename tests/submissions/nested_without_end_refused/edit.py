"""JSON nested ten thousand deep and more."""


def edit(notebook):
    return b"[" * 200_000 + b"]" * 200_000
