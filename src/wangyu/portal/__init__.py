"""Work desk, navigation, search page, public home, demo."""
