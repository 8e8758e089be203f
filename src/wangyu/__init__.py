"""Wangyu 网育: the platform of a provincial centre for online education in universities."""

__version__ = "0.2.0"
