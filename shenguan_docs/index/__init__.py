"""Search: what a letter says, found again by any fragment of it.

``normal`` and ``numbers`` fold what is typed and what is written to one form; ``engine`` fixes what an engine
promises and ``whoosh_engine`` is one; ``query``, ``finding`` and ``snippet`` read the question and make the
answer over any engine's shelves; ``extract`` gets the words out of received files.
"""
