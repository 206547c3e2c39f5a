"""Runs translators on the machine at hand: needs NumPy, Pillow and LiteRT, and nothing else.

docs/contract.md tells what is written in a file and how it is read; readers in other languages
follow the same page, and tests/golden holds all of them to the same bytes.
"""
