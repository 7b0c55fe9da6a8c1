from tests.crash.staging import stage  # noqa: F401
