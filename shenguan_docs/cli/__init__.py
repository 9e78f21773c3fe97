"""The command line: ``shenguan`` (see ``main.py``; commands are listed in ``commands.py``)."""
