"""The engine: it decides whether, where, and in which order documents are rendered.

`no_change` answers when nothing changed, `plan` finds what is stale, `tasks` is what workers do, `pool` runs them, and
`build` publishes the result.
"""
