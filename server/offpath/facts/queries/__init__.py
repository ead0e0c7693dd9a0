"""Every read and write of a store in a unit, as values that rules ask for: `facts.queries`."""

from offpath.facts.queries.fields import SchemaField, normalised
from offpath.facts.queries.model import Assigned, DataAccess, Filter
from offpath.facts.queries.schema import Schema

__all__ = ["Assigned", "DataAccess", "Filter", "Schema", "SchemaField", "normalised"]
