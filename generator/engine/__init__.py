"""The engine: it decides whether, where, and in which order documents are rendered.

`no_change` handles a build in which nothing changed, `plan` finds what is stale, `tasks` is the work itself, `pool`
runs the workers, and `build` publishes the result.
"""
