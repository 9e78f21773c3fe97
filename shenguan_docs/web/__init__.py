"""The desk in the browser: thin pages over the functions of the office."""
