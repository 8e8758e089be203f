"""Who belongs where: the tree of organisations and the people in it."""
