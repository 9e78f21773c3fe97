"""The plan as data: departments and their people, the matter list, the clauses."""
