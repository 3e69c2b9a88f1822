"""What the lessons claim about training, measured: over many seeds, and each contender at its own best learning rate.

Each module belongs to one lesson; its functions return plain numbers. `python tools/record_claims.py` writes them to
content/data/claims, and tests hold the lessons' sentences to them.
"""
