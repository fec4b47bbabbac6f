"""What is coded and how it is said: the codebook and the cue lexicons, as data."""

from analyser.codebook.codebook import Code, Codebook, Indicator, check_codebook, codebook_text, load_codebook
from analyser.codebook.lexicon import lexicon

__all__ = ["Code", "Codebook", "Indicator", "check_codebook", "codebook_text", "lexicon", "load_codebook"]
