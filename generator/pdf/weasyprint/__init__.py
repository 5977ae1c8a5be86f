"""The only importer of WeasyPrint and its helper libraries, with the patches that policypress applies, by name."""
