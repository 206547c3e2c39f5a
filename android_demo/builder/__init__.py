"""Builds, signs and tests the app without the Android SDK. See build.py."""
