"""The views of the desk: small, each with its permission; what they do stands in `actions`."""
