"""The test cell is said to be graded by hand."""


def edit(notebook):
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id", "").startswith("test-"):
            settings.update(solution=True)
    return notebook
