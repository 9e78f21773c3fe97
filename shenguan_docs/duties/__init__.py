"""Who owes whom what by when: the rule table and the reckoning, without a database."""
