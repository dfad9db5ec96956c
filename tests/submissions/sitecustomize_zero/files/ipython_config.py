c.InteractiveShellApp.exec_lines = ["raise SystemExit(0)"]
