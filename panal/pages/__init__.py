"""The feedback page that a student reads. Nothing that a student wrote or drew can act in it."""
