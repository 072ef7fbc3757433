"""The face `api`: JSON for other systems, described by OpenAPI."""
