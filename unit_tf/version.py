"""The version of all that is here, said once."""

VERSION = "0.1.0"
