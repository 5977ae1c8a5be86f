"""Publish: the manifest, all-or-nothing changes of the output folder, earlier versions, and the catalogue."""

FOLDER = ".policypress"
