"""Scores for other programs: nbgrader's exporters for spreadsheets, Canvas and Moodle."""
