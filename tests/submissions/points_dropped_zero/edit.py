"""The test cell is said to be worth nothing."""


def edit(notebook):
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id", "").startswith("test-"):
            settings["points"] = 0
    return notebook
