"""Three made-up offices with learners at every stage, so that Preceptor can be looked at.

Part of the roof: it plays the rules of every room, and no room knows of it.
"""
