"""Packs of content: a folder of YAML files becomes a Scenario, or a list of everything that is wrong with it."""
