"""The labels every box carries, by which it can be found whoever started it."""

OWNER = "arboretum.owner"
RUN = "arboretum.run"
VARIANT = "arboretum.variant"
ROLE = "arboretum.role"
DEADLINE = "arboretum.deadline"
