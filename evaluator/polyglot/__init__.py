"""The exercises of a checkout of the Aider polyglot benchmark, as tasks."""
