"""The test cell is tagged as expected to raise."""


def edit(notebook):
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id", "").startswith("test-"):
            cell.metadata["tags"] = ["raises-exception", "remove-cell"]
    return notebook
