"""policypress: one YAML file per health-payer policy, rendered into the documents that people sign."""

import sys

if sys.argv[:1] == ["-m"]:  # so long as Python looks for what `python -m generator…` names
    from generator.files.working_folder import leave_out

    leave_out()
