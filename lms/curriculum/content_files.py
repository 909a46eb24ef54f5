"""Where the guides lie as people read them, for whoever reads all of them."""

from config import ROOT

CONTENT = ROOT / "content"


def programs() -> list[str]:
    """Keys of all programs that lie in content/."""
    return sorted(folder.name for folder in CONTENT.iterdir() if folder.is_dir())
