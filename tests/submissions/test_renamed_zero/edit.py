"""The test cell goes by another name."""


def edit(notebook):
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id", "").startswith("test-"):
            settings["grade_id"] = "test-of-nothing"
    return notebook
