"""policypress: one YAML file per health-payer policy, rendered into the documents that people sign."""
