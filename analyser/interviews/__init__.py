"""Interviews: transcript files to speakers, turns and sentences."""

from analyser.interviews.model import Interview, Person, Turn
from analyser.interviews.read import Reading, find_files, read_interviews, read_interviews_report
from analyser.interviews.sentences import split_sentences

__all__ = [
    "Interview",
    "Person",
    "Reading",
    "Turn",
    "find_files",
    "read_interviews",
    "read_interviews_report",
    "split_sentences",
]
