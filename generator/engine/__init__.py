"""The engine: what decides whether, where and in which order documents are rendered.

`state` remembers what a finished build read and wrote, `fast` answers from it when nothing changed, `inputs` looks at
the files, `plan` finds what is stale, `work` is what workers do, `pool` runs them.
"""
