"""The parts of the desk screen."""
