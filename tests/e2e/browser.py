"""Chromium, with a film in front of its camera."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

# Chromium as root needs --no-sandbox; the others keep it from calling home.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)


def start_browser(playwright: Playwright, film: Path | None = None) -> Browser:
    """Start the system's Chromium, or Playwright's own; with a film in front of its camera if one is named."""
    arguments = [*_ARGUMENTS, *([f"--use-file-for-fake-video-capture={film}"] if film else [])]
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
