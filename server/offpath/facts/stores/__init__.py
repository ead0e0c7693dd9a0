"""Every read and write of a store in a unit, as values that rules ask for: `stores.reading`."""

from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.fields import SchemaField, normalised
from offpath.facts.stores.schema import Schema

__all__ = ["Assigned", "DataAccess", "Filter", "Schema", "SchemaField", "normalised"]
