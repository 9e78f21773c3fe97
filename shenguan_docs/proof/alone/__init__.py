"""What a bundle's verify.py is made of, and the program checks with: one script is joined from these files.

Their syntax and library are those of Python 3.6, and they know nothing of the program (a test walks their trees).
No ``from __future__``, generics in annotations only as strings, imports of each other on one line.
"""
