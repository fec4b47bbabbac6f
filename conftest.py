"""The modules that need PyTorch are tested where it is installed (the extra `train`)."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["analyser/training/fitting/*"]
