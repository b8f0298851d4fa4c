"""Pages of institutions, roles and partnerships."""
