"""Publish: the manifest, whole changes of the output folder, earlier versions, and the catalogue."""

FOLDER = ".policypress"
