"""One module to a command: `run(args) -> exit status`. Imported only when its command is run."""
