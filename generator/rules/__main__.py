"""Print docs/rules.md: `python -m generator.rules > docs/rules.md`."""

from generator.rules import rules_page

print(rules_page(), end="")
