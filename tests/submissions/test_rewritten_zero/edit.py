"""The test cell's text is 3.0."""


def edit(notebook):
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id", "").startswith("test-"):
            cell["source"] = "3.0"
    return notebook
