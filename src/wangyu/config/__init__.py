"""Settings, root urls, servers and the command line."""
