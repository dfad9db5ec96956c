"""A kernel that nobody has."""


def edit(notebook):
    notebook["metadata"] = {
        "kernelspec": {"name": "../../bin/sh", "display_name": "x", "language": "bash"}
    }
    return notebook
