"""Xianfeng (先锋): a static-site generator for party-building brands and cases."""

__version__ = "0.1.0"
