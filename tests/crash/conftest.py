from tests.crash.test_kill import stage  # noqa: F401
