"""Scheme files in YAML: read, check, describe."""
