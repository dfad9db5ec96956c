"""The test cell is said to be the student's answer."""


def edit(notebook):
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id", "").startswith("test-"):
            settings.update(grade=False, solution=True, locked=False)
    return notebook
