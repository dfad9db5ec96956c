"""The test cell's settings are a number."""


def edit(notebook):
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id", "").startswith("test-"):
            cell.metadata["nbgrader"] = 3.0
    return notebook
